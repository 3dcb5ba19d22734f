import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { eventsOfText, type Plan, planOfEvents } from "../control/plan-summary/plan-change.ts";
import { checkout, Refused } from "./environment.ts";

const diagnostic = z.object({ diagnosticEvent: z.object({ severity: z.literal("error"), message: z.string() }) });

/** A plan, and what the engine said was wrong. */
export interface PulumiPlan {
  readonly plan: Plan;
  readonly errors: readonly string[];
}

/**
 * The plan of an environment whose state is a person's own: made by the `pulumi` on the PATH, in the backend that it is logged
 * in to. A preview that fails gives a plan that is not complete.
 *
 * @throws {Refused} when `pulumi` cannot be started or ends before it plans anything
 */
export async function pulumiPlan(environment: string, refresh: boolean, signal: AbortSignal): Promise<PulumiPlan> {
  const args = ["preview", "--json", "--non-interactive", "--stack", environment, ...(refresh ? ["--refresh"] : [])];
  const child = spawn("pulumi", args, {
    cwd: checkout,
    env: { ...process.env, PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", (error) => reject(signal.aborted ? error : new Refused(`pulumi cannot be started: ${error.message}`)));
    child.once("close", resolve);
  });
  const [status, output, problems] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  const events = eventsOfText(output);
  if (status !== 0 && events.length === 0) throw new Refused(`pulumi ${args.join(" ")} ended with ${status}:\n${problems.trim()}`);
  const errors = events.flatMap((event) => {
    const found = diagnostic.safeParse(event);
    return found.success ? [found.data.diagnosticEvent.message.trim()] : [];
  });
  return { plan: planOfEvents(events), errors: [...new Set(errors)] };
}
