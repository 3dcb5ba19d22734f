import { type Command, InvalidArgumentError } from "commander";
import { checkBudget, type PlanBudget } from "../control/plan-summary/plan-budget.ts";
import type { Plan } from "../control/plan-summary/plan-change.ts";
import { commentMarker, planMarkdown } from "../control/plan-summary/plan-markdown.ts";
import { summarizePlan } from "../control/plan-summary/plan-summary.ts";
import { exitCodes } from "./exit-codes.ts";
import { print } from "./terminal.ts";

/** Options of a command that sums up a plan. */
export interface SummaryOptions {
  readonly summary: boolean;
  readonly maxDestroyed: number;
  readonly maxReplaced: number;
}

/** Adds the options of {@link SummaryOptions}. */
export function withSummary(command: Command): Command {
  return command
    .option("--summary", "sum up by store: action, what differs, data loss; ends with 2 when the plan is over its budget", false)
    .option("--max-destroyed <n>", "budget: stores that may be deleted with their data", wholeNumber, 0)
    .option("--max-replaced <n>", "budget: stores that may be replaced and lose their data", wholeNumber, 0);
}

function wholeNumber(value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new InvalidArgumentError("allowed: a whole number from 0.");
  return Number(value);
}

/** Prints what a plan would do to each store, as a pull request shows it; a plan over its budget ends the command with `refused`. */
export function reportPlan(plan: Plan, environment: string, budget: PlanBudget, json: boolean): void {
  const summary = summarizePlan(plan);
  const refusals = checkBudget(summary, budget);
  const text = () => planMarkdown(summary, refusals, environment).replace(`${commentMarker}\n`, "").trimEnd();
  print(json ? JSON.stringify({ environment, ...summary, refusals }, null, 2) : text());
  if (refusals.length > 0) process.exitCode = exitCodes.refused;
}
