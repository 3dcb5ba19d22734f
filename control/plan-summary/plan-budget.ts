import type { PlanSummary, StoreAction } from "./plan-summary.ts";

/** How much a plan may do without a person who says so. */
export interface PlanBudget {
  /** Stores that may be deleted with their data. @default 0 */
  readonly maxDestroyed?: number | undefined;
  /** Stores that may be replaced, losing their data. @default 0 */
  readonly maxReplaced?: number | undefined;
}

/**
 * Why a plan must not be applied as it is. A plan that would lose data of the platform is refused whatever the budget: that
 * is never part of a change to the fleet.
 *
 * @returns one sentence for each reason; none when the plan is within its budget
 * @throws when a limit is no whole number from 0
 */
export function checkBudget(summary: PlanSummary, budget: PlanBudget = {}): string[] {
  const limits = { destroy: limit("maxDestroyed", budget.maxDestroyed), replace: limit("maxReplaced", budget.maxReplaced) };
  const exceeded = (action: StoreAction & keyof typeof limits, done: string, option: string) => {
    const names = summary.stores.filter((store) => store.action === action).map(({ name }) => name);
    if (names.length <= limits[action]) return [];
    return [
      `${count(names.length)} would be ${done} (${names.join(", ")}), but ${limits[action]} may be; if that is meant, allow it: ${option} ${names.length}`,
    ];
  };
  return [
    ...(summary.complete ? [] : ["the preview did not finish, so nobody knows what would happen"]),
    ...exceeded("destroy", "destroyed with their data", "--max-destroyed"),
    ...exceeded("replace", "replaced and lose their data", "--max-replaced"),
    ...summary.platform.flatMap(({ op, kind, name, loss }) =>
      loss === undefined
        ? []
        : [`${kind} ${name} would be ${op === "delete" ? "deleted" : "replaced"}, and with it ${loss}; this is never allowed here`],
    ),
  ];
}

function count(stores: number): string {
  return `${stores} store${stores === 1 ? "" : "s"}`;
}

function limit(name: string, value = 0): number {
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} is ${value}; allowed: a whole number from 0`);
  return value;
}
