import { useEffect, useRef, useState } from "react";
import { planStore } from "../../api/changes.ts";
import { describeFailure } from "../../api/failure.ts";
import type { StorePlan } from "../../api/types.ts";

/** A preview that runs or has ended. */
export interface PlanRun {
  /** Text of the definition that was previewed. */
  readonly of: string;
  readonly since: number;
  readonly plan?: StorePlan;
  readonly failure?: string;
}

/** Previews of one definition, one at a time; leaving the page stops the one that runs. */
export function usePlan(definition: object) {
  const [run, setRun] = useState<PlanRun>();
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const of = JSON.stringify(definition);
  const start = async () => {
    stop.current.abort();
    const control = new AbortController();
    stop.current = control;
    const begun = { of, since: Date.now() };
    setRun(begun);
    try {
      const plan = await planStore(definition, control.signal);
      if (!control.signal.aborted) setRun({ ...begun, plan });
    } catch (error) {
      const { title, detail } = describeFailure(error);
      if (!control.signal.aborted) setRun({ ...begun, failure: detail ?? title });
    }
  };
  const cancel = () => {
    stop.current.abort();
    setRun(undefined);
  };
  return {
    run,
    running: run !== undefined && run.plan === undefined && run.failure === undefined,
    outdated: run?.of !== of,
    start,
    cancel,
  };
}
