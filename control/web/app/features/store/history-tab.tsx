import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { rollbackStore } from "../../api/changes.ts";
import { describeFailure } from "../../api/failure.ts";
import { historyQuery, operationsQuery } from "../../api/queries.ts";
import type { Revision, StoreDetail } from "../../api/types.ts";
import { Button } from "../../components/button.tsx";
import { Panel } from "../../components/card.tsx";
import { duration } from "../../components/format.ts";
import { Notice } from "../../components/notice.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Pill } from "../../components/status-badge.tsx";
import { strings } from "../../strings.ts";

/** Every revision of the store's definition with its difference, and every operation. */
export function HistoryTab({ store }: { readonly store: StoreDetail }) {
  const { data: revisions } = useQuery(historyQuery(store.name));
  const { data: operations } = useQuery(operationsQuery(store.name));
  const [refusal, setRefusal] = useState<string>();
  const rollback = (revision: number) =>
    rollbackStore(store.name, revision).then(
      () => setRefusal(undefined),
      (error: unknown) => setRefusal(describeFailure(error).detail ?? describeFailure(error).title),
    );
  const changeable = store.managedBy === "control-plane" && (store.status === "Ready" || store.status === "Failed");
  return (
    <div className="space-y-6">
      {refusal !== undefined && <Notice kind="bad" title={refusal} />}
      <Panel title={strings.store.history} hint={strings.store.historyHint} bodyClass="divide-y">
        {revisions?.length === 0 && <p className="p-5 text-muted">{strings.store.noHistory}</p>}
        {revisions?.map((revision) => (
          <article key={revision.revision} className="px-5 py-4">
            <header className="flex flex-wrap items-center justify-between gap-2">
              <h3 className="flex items-center gap-2 font-medium">
                {strings.store.revision(revision.revision)}
                {revision.current && <Pill tone="good">{strings.store.current}</Pill>}
                <span className="text-xs font-normal text-muted">
                  <RelativeTime at={revision.createdAt} />
                </span>
              </h3>
              {!revision.current && changeable && (
                <Button size="small" onClick={() => void rollback(revision.revision)}>
                  {strings.store.rollback}
                </Button>
              )}
            </header>
            <Difference revision={revision} />
          </article>
        ))}
      </Panel>
      <Panel title={strings.store.operations} bodyClass="divide-y">
        {operations?.map((operation) => (
          <div key={operation.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3">
            <span className="w-32 font-medium">{strings.operations[operation.kind]}</span>
            <span className="flex-1 text-[0.8125rem] text-muted">
              <RelativeTime at={operation.queuedAt} />
              {operation.seconds !== null && ` · ${strings.store.took(duration(operation.seconds))}`}
            </span>
            <Pill tone={operation.state === "succeeded" ? "good" : operation.state === "failed" ? "bad" : "idle"}>
              {strings.operationStates[operation.state]}
            </Pill>
          </div>
        ))}
      </Panel>
    </div>
  );
}

function Difference({ revision }: { readonly revision: Revision }) {
  if (revision.revision === 1) return <p className="mt-1 text-[0.8125rem] text-muted">{strings.store.firstRevision}</p>;
  if (revision.changes.length === 0) return <p className="mt-1 text-[0.8125rem] text-muted">{strings.store.noChange}</p>;
  return (
    <div className="mt-2 overflow-x-auto rounded-lg border font-mono text-xs leading-6">
      {revision.changes.map(({ path, before, after }) => (
        <div key={path}>
          {before !== undefined && (
            <p className="bg-bad-soft px-3 text-bad">
              − {path}: {JSON.stringify(before)}
            </p>
          )}
          {after !== undefined && (
            <p className="bg-good-soft px-3 text-good">
              + {path}: {JSON.stringify(after)}
            </p>
          )}
        </div>
      ))}
    </div>
  );
}
