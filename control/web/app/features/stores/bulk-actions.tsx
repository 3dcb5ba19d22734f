import { useState } from "react";
import { verifyStore } from "../../api/changes.ts";
import { describeFailure } from "../../api/failure.ts";
import type { Store } from "../../api/types.ts";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { strings } from "../../strings.ts";

/** Properties of {@link BulkActions}. */
export interface BulkActionsProps {
  /** The selected stores. */
  readonly stores: readonly Store[];
  /** Told when all were asked for. */
  readonly onDone: () => void;
}

/** What can be done to several stores at once. Deleting is not among them: it asks for each store's name. */
export function BulkActions({ stores, onDone }: BulkActionsProps) {
  const [busy, setBusy] = useState(false);
  const [refusals, setRefusals] = useState<readonly string[]>([]);
  const verify = async () => {
    setBusy(true);
    const results = await Promise.allSettled(stores.map(({ name }) => verifyStore(name)));
    setRefusals(
      results.flatMap((result, index) =>
        result.status === "rejected"
          ? [`${stores[index]?.name}: ${describeFailure(result.reason).detail ?? describeFailure(result.reason).title}`]
          : [],
      ),
    );
    setBusy(false);
    onDone();
  };
  return (
    <>
      {refusals.length > 0 && (
        <Notice kind="bad" title={strings.stores.refused(refusals.length)} className="mb-3">
          {refusals.map((refusal) => (
            <p key={refusal}>{refusal}</p>
          ))}
        </Notice>
      )}
      {stores.length > 0 && (
        <div className="mb-3 flex items-center gap-3 rounded-xl border bg-surface px-4 py-2 shadow-card">
          <p aria-live="polite" className="flex-1 font-medium">
            {strings.stores.selected(stores.length)}
          </p>
          <Button size="small" busy={busy} onClick={() => void verify()}>
            {strings.stores.verifySelected}
          </Button>
        </div>
      )}
    </>
  );
}
