import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { describeFailure } from "../../api/failure.ts";
import { type ApiKey, keysQuery, revokeKey } from "../../api/keys.ts";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Notice } from "../../components/notice.tsx";
import { strings } from "../../strings.ts";

const words = strings.account;

/** Asks before a key is revoked. */
export function RevokeKeyDialog({ apiKey, onClose }: { readonly apiKey: ApiKey; readonly onClose: () => void }) {
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const revoke = async () => {
    setBusy(true);
    try {
      await revokeKey(apiKey.id);
      await client.invalidateQueries({ queryKey: keysQuery.queryKey });
      onClose();
    } catch (error) {
      setFailure(describeFailure(error).title);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.revokeTitle(apiKey.name ?? words.unnamed)}
      description={words.revokeLead}
    >
      {failure !== undefined && <Notice kind="bad" title={failure} className="mt-4" />}
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>{strings.common.cancel}</Button>
        <Button kind="danger" busy={busy} onClick={() => void revoke()}>
          {words.revoke}
        </Button>
      </div>
    </Dialog>
  );
}
