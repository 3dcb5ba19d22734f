import { clsx } from "clsx";
import { Check, LoaderCircle, Minus, X } from "lucide-react";
import type { Operation, OperationStep, StepState } from "../../api/types.ts";
import { duration } from "../../components/format.ts";
import { useNow } from "../../components/relative-time.tsx";
import { strings } from "../../strings.ts";

const marks: Record<StepState, string> = {
  pending: "border-line bg-surface text-transparent",
  running: "border-busy bg-busy-soft text-busy",
  succeeded: "border-transparent bg-good-soft text-good",
  failed: "border-transparent bg-bad-soft text-bad",
  skipped: "border-line bg-sunken text-faint",
};

/** The steps of an operation in order, with the time that each took or takes. */
export function Stepper({ operation }: { readonly operation: Operation }) {
  return (
    <ol aria-label={strings.store.steps}>
      {operation.steps.map((step, index) => (
        <li
          key={step.step}
          aria-current={step.state === "running" ? "step" : undefined}
          className={clsx(
            "relative flex items-center gap-3 py-1.5",
            index < operation.steps.length - 1 &&
              "after:absolute after:top-7.5 after:left-2.75 after:h-3.5 after:w-px after:bg-line-strong",
          )}
        >
          <StepMark state={step.state} />
          <span className={clsx("flex-1", step.state === "pending" ? "text-muted" : step.state === "failed" && "font-medium text-bad")}>
            {strings.steps[step.step]}
            <span className="sr-only">, {strings.stepStates[step.state]}</span>
          </span>
          <span className="text-[0.8125rem] text-muted tabular-nums">
            <StepTime step={step} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function StepMark({ state }: { readonly state: StepState }) {
  const Icon = {
    pending: Check,
    running: LoaderCircle,
    succeeded: Check,
    failed: X,
    skipped: Minus,
  }[state];
  return (
    <span className={clsx("grid size-6 shrink-0 place-items-center rounded-full border", marks[state])} aria-hidden>
      <Icon className={clsx("size-3.5", state === "running" && "motion-safe:animate-spin")} strokeWidth={2.5} />
    </span>
  );
}

function StepTime({ step }: { readonly step: OperationStep }) {
  if (step.state === "running" && step.startedAt !== null) return <RunningTime since={step.startedAt} />;
  return step.seconds === null || step.state === "skipped" ? null : duration(step.seconds);
}

function RunningTime({ since }: { readonly since: string }) {
  const now = useNow(200);
  return duration((now - Date.parse(since)) / 1000);
}
