import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { deleteStore } from "../../api/changes.ts";
import { describeFailure } from "../../api/failure.ts";
import { storeQuery } from "../../api/queries.ts";
import type { StoreDetail } from "../../api/types.ts";
import { Dialog } from "../../components/dialog.tsx";
import { DialogActions } from "../../components/dialog-actions.tsx";
import { LabelledInput } from "../../components/labelled-input.tsx";
import { Notice } from "../../components/notice.tsx";
import { strings } from "../../strings.ts";

/** Properties of {@link DeleteDialog}. */
export interface DeleteDialogProps {
  readonly store: StoreDetail;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Deletes a store after its name was typed; says before what is lost and what is kept. */
export function DeleteDialog({ store, open, onOpenChange }: DeleteDialogProps) {
  const [typed, setTyped] = useState("");
  const [refusal, setRefusal] = useState<string>();
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (typed !== store.name) return;
    setBusy(true);
    setRefusal(undefined);
    try {
      await deleteStore(store.name);
      await client.invalidateQueries({
        queryKey: storeQuery(store.name).queryKey,
      });
      onOpenChange(false);
      await navigate({ to: "/stores/$name", params: { name: store.name } });
    } catch (error) {
      setRefusal(describeFailure(error).detail ?? describeFailure(error).title);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setTyped("");
        setRefusal(undefined);
        onOpenChange(next);
      }}
      title={strings.store.deleteTitle(store.name)}
      description={
        <>
          <p>{strings.store.dangerLost}</p>
          <p className="mt-1">{strings.store.dangerKept}</p>
        </>
      }
    >
      <form onSubmit={(event) => void submit(event)} className="mt-5 space-y-4">
        {refusal !== undefined && (
          <Notice kind="bad" title={strings.store.refused}>
            {refusal}
          </Notice>
        )}
        <LabelledInput
          label={strings.store.deleteConfirm(store.name)}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          autoComplete="off"
          spellCheck={false}
        />
        <DialogActions busy={busy} onCancel={() => onOpenChange(false)} kind="danger" disabled={typed !== store.name}>
          {strings.store.deleteSubmit}
        </DialogActions>
      </form>
    </Dialog>
  );
}
