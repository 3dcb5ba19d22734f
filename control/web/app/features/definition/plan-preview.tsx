import type { StorePlan } from "../../api/types.ts";
import { Button } from "../../components/button.tsx";
import { Panel } from "../../components/card.tsx";
import { duration } from "../../components/format.ts";
import { Notice } from "../../components/notice.tsx";
import { useNow } from "../../components/relative-time.tsx";
import { strings } from "../../strings.ts";
import { PlannedChanges } from "./planned-changes.tsx";
import { usePlan } from "./use-plan.ts";

const words = strings.planPreview;

/** Properties of {@link PlanPreview}. */
export interface PlanPreviewProps {
  /** The store as it should be. */
  readonly definition: object;
  /** Whether it is complete enough to be previewed. */
  readonly complete: boolean;
}

/** Asks the engine what a definition would do to every object, on demand: that takes seconds. */
export function PlanPreview({ definition, complete }: PlanPreviewProps) {
  const { run, running, outdated, start, cancel } = usePlan(definition);
  return (
    <Panel
      title={words.title}
      hint={words.hint}
      actions={
        running ? (
          <Button size="small" onClick={cancel}>
            {words.stop}
          </Button>
        ) : (
          <Button size="small" disabled={!complete} onClick={() => void start()}>
            {run === undefined ? words.run : words.rerun}
          </Button>
        )
      }
      bodyClass="space-y-4 p-5"
    >
      {run === undefined ? null : (
        <>
          {running && <Progress since={run.since} />}
          {run.failure !== undefined && (
            <Notice kind="bad" title={words.failed}>
              {run.failure}
            </Notice>
          )}
          {run.plan !== undefined && outdated && <Notice kind="warn" title={words.outdated} />}
          {run.plan !== undefined && <PlanResult plan={run.plan} />}
        </>
      )}
    </Panel>
  );
}

function Progress({ since }: { readonly since: number }) {
  const now = useNow(200);
  return (
    <div>
      <p role="status" className="text-[0.8125rem]">
        <span className="sr-only">{words.running("")}</span>
        <span aria-hidden>{words.running(duration((now - since) / 1000))}</span>
      </p>
      <div className="mt-2 h-1.5 overflow-hidden rounded-full bg-sunken dark:bg-raised" aria-hidden>
        <div className="h-full w-1/3 rounded-full bg-busy motion-safe:animate-sweep" />
      </div>
      <p className="mt-2 text-[0.8125rem] text-muted">{words.runningHint}</p>
    </div>
  );
}

function PlanResult({ plan }: { readonly plan: StorePlan }) {
  if (plan.action === "none") return <p className="text-muted">{words.nothing}</p>;
  return (
    <>
      {plan.dataLoss && (
        <Notice kind="bad" title={words.dataLoss}>
          {words.dataLossHint}
        </Notice>
      )}
      {plan.restarts && (
        <Notice kind="warn" title={words.restarts}>
          {words.restartsHint}
        </Notice>
      )}
      {plan.warnings.map((warning) => (
        <Notice key={warning} kind="warn" title={warning} />
      ))}
      <PlannedChanges plan={plan} />
    </>
  );
}
