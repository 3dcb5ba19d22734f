import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { describeFailure } from "../../api/failure.ts";
import { createKey, keysQuery } from "../../api/keys.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { DialogActions } from "../../components/dialog-actions.tsx";
import { LabelledInput } from "../../components/labelled-input.tsx";
import { LabelledSelect } from "../../components/labelled-select.tsx";
import { Notice } from "../../components/notice.tsx";
import { ShownOnce } from "../../components/shown-once.tsx";
import { strings } from "../../strings.ts";

const words = strings.account;
const expiries = (["90", "30", "365", "never"] as const).map((value) => ({ value, label: words.expiries[value] }));
/** better-auth's own limit. */
const longestName = 32;

/** Properties of {@link NewKeyDialog}. */
export interface NewKeyDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Makes a key and shows it once; closing forgets it. */
export function NewKeyDialog({ open, onOpenChange }: NewKeyDialogProps) {
  const [secret, setSecret] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const change = (next: boolean) => {
    setSecret(undefined);
    setFailure(undefined);
    onOpenChange(next);
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const days = Number(form.get("expiry"));
    setBusy(true);
    setFailure(undefined);
    try {
      setSecret(await createKey(String(form.get("name")).trim(), Number.isNaN(days) ? undefined : days));
      void client.invalidateQueries({ queryKey: keysQuery.queryKey });
    } catch (error) {
      setFailure(describeFailure(error).title);
    } finally {
      setBusy(false);
    }
  };
  if (secret !== undefined) {
    return (
      <Dialog open={open} onOpenChange={change} title={words.keyCreated} description={words.keyCreatedLead}>
        <div className="mt-5 space-y-4">
          <ShownOnce label={words.keys} secret={secret} copy={words.copyKey} />
          <p className="text-[0.8125rem] text-muted">{words.keyUse}</p>
          <code className="block rounded-lg border bg-sunken px-3 py-2 font-mono text-xs break-all dark:bg-raised">
            STOREFLEET_URL={location.origin} STOREFLEET_API_KEY=… npx storefleet stores list
          </code>
          <div className="flex justify-end">
            <Button kind="primary" onClick={() => change(false)}>
              {words.done}
            </Button>
          </div>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog open={open} onOpenChange={change} title={words.newKeyTitle} description={words.newKeyLead}>
      <form onSubmit={(event) => void submit(event)} className="mt-5 space-y-4">
        {failure !== undefined && <Notice kind="bad" title={failure} />}
        <LabelledInput label={words.keyName} name="name" required maxLength={longestName} autoComplete="off" />
        <LabelledSelect label={words.keyExpiry} name="expiry" defaultValue="90" options={expiries} />
        <DialogActions busy={busy} onCancel={() => change(false)}>
          {words.createKey}
        </DialogActions>
      </form>
    </Dialog>
  );
}
