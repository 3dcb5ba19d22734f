import type { StepState, StoreStep } from "./operation.ts";

/**
 * Where an operation is among its steps. Evidence arrives from the engine and from the cluster in any order: a step that is
 * reached ends all before it, and one that was passed is never begun again.
 */
export class StepProgress {
  readonly #order: readonly StoreStep[];
  readonly #onStep: (step: StoreStep, state: StepState, seconds: number) => void;
  readonly #now: () => number;
  #index = -1;
  #began = 0;
  #ended = false;

  /** @param now Clock in milliseconds. */
  constructor(
    order: readonly StoreStep[],
    onStep: (step: StoreStep, state: StepState, seconds: number) => void = () => undefined,
    now: () => number = () => performance.now(),
  ) {
    this.#order = order;
    this.#onStep = onStep;
    this.#now = now;
  }

  /** The step that is under way. */
  get current(): StoreStep | undefined {
    return this.#order[this.#index];
  }

  /**
   * Begins a step.
   *
   * @param between What steps are that were passed without having been seen.
   */
  reach(step: StoreStep, between: "succeeded" | "skipped" = "succeeded"): void {
    const target = this.#order.indexOf(step);
    if (this.#ended || target <= this.#index) return;
    this.#endCurrent("succeeded");
    for (const passed of this.#order.slice(this.#index + 1, target)) this.#onStep(passed, between, 0);
    this.#index = target;
    this.#began = this.#now();
    this.#onStep(step, "running", 0);
  }

  /** Ends the last step; steps that were never reached are skipped. */
  succeed(): void {
    if (this.#ended) return;
    this.#endCurrent("succeeded");
    for (const passed of this.#order.slice(this.#index + 1)) this.#onStep(passed, "skipped", 0);
    this.#index = this.#order.length - 1;
    this.#ended = true;
  }

  /** Ends the step that is under way as the one that failed. */
  fail(): void {
    if (this.#ended) return;
    if (this.#index < 0 && this.#order[0] !== undefined) this.reach(this.#order[0]);
    this.#endCurrent("failed");
    this.#ended = true;
  }

  #endCurrent(state: "succeeded" | "failed"): void {
    const { current } = this;
    if (current !== undefined) this.#onStep(current, state, (this.#now() - this.#began) / 1000);
  }
}
