import { Listr, type ListrTask, type ListrTaskWrapper } from "listr2";
import { countingLines } from "./counting-lines.ts";
import { formatSeconds, note } from "./terminal.ts";

/** What a running step may tell. */
export interface StepHandle {
  /** Shows one line of detail while the step runs. */
  detail(text: string): void;
  /** Replaces the step's line; shown with its seconds when it ends. */
  title(text: string): void;
}

/** One step of a command, or a group of steps. */
export interface Step {
  readonly title: string;
  /** Work of the step. */
  readonly run?: (handle: StepHandle) => Promise<void>;
  /** Steps below this one, instead of own work. */
  readonly steps?: readonly Step[];
  /** Run the steps below at the same time. @default false */
  readonly parallel?: boolean;
}

/** How steps are shown: live lines on a terminal, one line per change elsewhere, nothing at all for machines. */
export type ProgressMode = "live" | "lines" | "silent";

/** Chooses how to show progress. It goes to standard error, so that standard output holds results only. */
export function progressMode(json: boolean): ProgressMode {
  if (json) return "silent";
  return process.stderr.isTTY && process.env.CI === undefined ? "live" : "lines";
}

/**
 * Runs steps in order and shows each with its seconds. The first failure ends the run once parallel siblings have ended.
 *
 * @throws what the failed step threw
 */
export async function runSteps(steps: readonly Step[], mode: ProgressMode): Promise<void> {
  if (mode === "live") {
    await new Listr(steps.map(liveTask), {
      concurrent: false,
      registerSignalListeners: false,
      rendererOptions: { collapseSubtasks: false, collapseErrors: true, showErrorMessage: false },
    }).run();
  } else for (const step of steps) await runPlain(step, mode, "");
}

function liveTask(step: Step): ListrTask {
  return {
    title: step.title,
    task: async (_context, task) => {
      if (step.steps !== undefined) {
        return task.newListr(step.steps.map(liveTask), { concurrent: step.parallel ?? false, exitOnError: true });
      }
      await timed(
        step,
        (title) => {
          task.title = title;
        },
        (text) => showDetail(task, text),
      );
      return undefined;
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: listr2's own type has two renderer parameters that do not matter here
function showDetail(task: ListrTaskWrapper<any, any, any>, text: string): void {
  task.output = text;
}

async function runPlain(step: Step, mode: ProgressMode, indent: string): Promise<void> {
  const say = (text: string) => {
    if (mode === "lines") note(`${indent}${text}`);
  };
  if (step.steps !== undefined) {
    say(step.title);
    if (step.parallel) {
      const results = await Promise.allSettled(step.steps.map((child) => runPlain(child, mode, `${indent}  `)));
      const failed = results.find((result) => result.status === "rejected");
      if (failed !== undefined) throw failed.reason;
    } else for (const child of step.steps) await runPlain(child, mode, `${indent}  `);
    return;
  }
  const worth = countingLines();
  const detail = (text: string) => {
    if (worth(text)) say(`  ${step.title}: ${text}`);
  };
  await timed(
    step,
    (title) => say(`✔ ${title}`),
    detail,
    (seconds) => say(`✖ ${step.title} (${seconds})`),
  );
}

async function timed(
  step: Step,
  done: (title: string) => void,
  detail: (text: string) => void,
  failed: (seconds: string) => void = () => {},
): Promise<void> {
  const started = performance.now();
  const seconds = () => formatSeconds((performance.now() - started) / 1000);
  let title = step.title;
  try {
    await step.run?.({
      detail,
      title: (text) => {
        title = text;
      },
    });
  } catch (error) {
    failed(seconds());
    throw error;
  }
  done(`${title} (${seconds()})`);
}
