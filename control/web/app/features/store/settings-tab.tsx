import { useState } from "react";
import { resumeStore, suspendStore, upgradeStore } from "../../api/changes.ts";
import { describeFailure } from "../../api/failure.ts";
import type { StoreDetail } from "../../api/types.ts";
import { Button } from "../../components/button.tsx";
import { Panel } from "../../components/card.tsx";
import { Notice } from "../../components/notice.tsx";
import { strings } from "../../strings.ts";
import { DeleteDialog } from "./delete-dialog.tsx";

/** What can be done to a store as a whole, deleting it last. */
export function SettingsTab({ store }: { readonly store: StoreDetail }) {
  const [deleting, setDeleting] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  if (store.managedBy === "declared") return <Notice kind="info" title={strings.store.declared} />;
  const ask = (action: () => Promise<unknown>) => {
    setRefusal(undefined);
    action().catch((error: unknown) => setRefusal(describeFailure(error).detail ?? describeFailure(error).title));
  };
  const ready = store.status === "Ready";
  return (
    <div className="space-y-6">
      {refusal !== undefined && <Notice kind="bad" title={refusal} />}
      <Panel title={strings.store.actions} bodyClass="divide-y">
        <Action
          hint={strings.store.upgradeHint}
          label={strings.store.upgrade}
          enabled={ready}
          onClick={() => ask(() => upgradeStore(store))}
        />
        {store.status === "Suspended" ? (
          <Action hint={strings.store.resumeHint} label={strings.store.resume} enabled onClick={() => ask(() => resumeStore(store.name))} />
        ) : (
          <Action
            hint={strings.store.suspendHint}
            label={strings.store.suspend}
            enabled={ready}
            onClick={() => ask(() => suspendStore(store.name))}
          />
        )}
      </Panel>
      <Panel title={strings.store.danger} className="border-bad/40" bodyClass="flex flex-wrap items-center justify-between gap-4 p-5">
        <div className="max-w-2xl space-y-1 text-[0.8125rem] text-muted">
          <p>{strings.store.dangerLost}</p>
          <p>{strings.store.dangerKept}</p>
          {store.deletionProtection && <p className="font-medium text-warn">{strings.store.protected}</p>}
        </div>
        <Button kind="danger" disabled={store.deletionProtection || store.status === "Deleting"} onClick={() => setDeleting(true)}>
          {strings.store.delete}
        </Button>
      </Panel>
      <DeleteDialog store={store} open={deleting} onOpenChange={setDeleting} />
    </div>
  );
}

interface ActionProps {
  readonly label: string;
  readonly hint: string;
  readonly enabled: boolean;
  readonly onClick: () => void;
}

function Action({ label, hint, enabled, onClick }: ActionProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-4 px-5 py-4">
      <p className="max-w-2xl text-[0.8125rem] text-muted">{hint}</p>
      <Button disabled={!enabled} onClick={onClick}>
        {label}
      </Button>
    </div>
  );
}
