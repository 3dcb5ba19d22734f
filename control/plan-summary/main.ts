import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { checkBudget } from "./plan-budget.ts";
import { eventsOfText, planOfEvents } from "./plan-change.ts";
import { planMarkdown } from "./plan-markdown.ts";
import { summarizePlan } from "./plan-summary.ts";

/** Exit code of a plan that is over its budget. */
const refused = 1;
/** Exit code of arguments or events that cannot be read. */
const unusable = 2;

/**
 * `node control/plan-summary/main.ts <events> --environment prod [--max-destroyed n] [--max-replaced n] [--output file]`: sums up
 * the events of a preview, and ends with 1 when the plan is over its budget.
 */
function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      environment: { type: "string" },
      "max-destroyed": { type: "string", default: "0" },
      "max-replaced": { type: "string", default: "0" },
      output: { type: "string" },
    },
  });
  const [file] = positionals;
  if (file === undefined || values.environment === undefined)
    throw new Error("usage: main.ts <events> --environment <name> [--max-destroyed n] [--max-replaced n] [--output file]");
  const summary = summarizePlan(planOfEvents(eventsOfText(readFileSync(file, "utf8"))));
  const refusals = checkBudget(summary, { maxDestroyed: Number(values["max-destroyed"]), maxReplaced: Number(values["max-replaced"]) });
  const markdown = planMarkdown(summary, refusals, values.environment);
  if (values.output === undefined) process.stdout.write(markdown);
  else writeFileSync(values.output, markdown);
  return refusals.length === 0 ? 0 : refused;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = unusable;
}
