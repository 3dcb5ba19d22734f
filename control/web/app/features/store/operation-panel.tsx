import { useState } from "react";
import { cancelOperation } from "../../api/changes.ts";
import { describeFailure } from "../../api/failure.ts";
import type { Operation } from "../../api/types.ts";
import { Button } from "../../components/button.tsx";
import { Panel } from "../../components/card.tsx";
import { duration } from "../../components/format.ts";
import { Notice } from "../../components/notice.tsx";
import { useNow } from "../../components/relative-time.tsx";
import { Pill, type Tone } from "../../components/status-badge.tsx";
import { strings } from "../../strings.ts";
import { Stepper } from "./stepper.tsx";

const tones: Record<Operation["state"], Tone> = {
  queued: "idle",
  running: "busy",
  succeeded: "good",
  failed: "bad",
  cancelled: "warn",
};

/** An operation with its steps, its failure, and a way to stop it. */
export function OperationPanel({ operation }: { readonly operation: Operation }) {
  const [refusal, setRefusal] = useState<string>();
  const { kind, state } = operation;
  const open = state === "queued" || state === "running";
  const title = open ? strings.store.progress(strings.operations[kind]) : strings.store.lastOperation(strings.operations[kind]);
  const cancel = () =>
    cancelOperation(operation.id).then(
      () => undefined,
      (error: unknown) => setRefusal(describeFailure(error).detail ?? describeFailure(error).title),
    );
  return (
    <Panel
      title={title}
      hint={<OperationHint operation={operation} />}
      actions={
        <span className="flex items-center gap-2">
          {open && (
            <Button size="small" kind="quiet" busy={operation.cancelRequested} onClick={() => void cancel()}>
              {strings.store.cancel}
            </Button>
          )}
          <Pill tone={tones[state]} beating={state === "running"}>
            {strings.operationStates[state]}
          </Pill>
        </span>
      }
      bodyClass="space-y-5 p-5"
    >
      {refusal !== undefined && <Notice kind="warn" title={refusal} />}
      <Stepper operation={operation} />
      {operation.error !== null && <OperationFailure error={operation.error} />}
    </Panel>
  );
}

function OperationHint({ operation }: { readonly operation: Operation }) {
  const now = useNow(1000);
  const parts: string[] = [];
  if (operation.queuePosition !== null) parts.push(strings.store.waiting(operation.queuePosition));
  if (operation.state === "running" && operation.startedAt !== null) parts.push(duration((now - Date.parse(operation.startedAt)) / 1000));
  if (operation.etaSeconds !== null && operation.finishedAt === null) parts.push(strings.store.etaLeft(duration(operation.etaSeconds)));
  if (operation.finishedAt !== null && operation.seconds !== null) parts.push(strings.store.took(duration(operation.seconds)));
  if (operation.attempt > 1) parts.push(strings.store.attempt(operation.attempt));
  return parts.length === 0 ? null : parts.join(" · ");
}

function OperationFailure({ error }: { readonly error: NonNullable<Operation["error"]> }) {
  return (
    <Notice kind="bad" title={error.step === null ? strings.store.failedTitle : strings.store.failedAt(strings.steps[error.step])}>
      <p>{error.message}</p>
      {error.log.length > 0 && (
        <details className="mt-2" open>
          <summary className="text-muted">{strings.store.logTail}</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <pre tabIndex={0} className="mt-2 max-h-60 overflow-auto rounded-lg border bg-surface p-3 font-mono text-xs leading-5">
            {error.log.join("\n")}
          </pre>
        </details>
      )}
    </Notice>
  );
}
