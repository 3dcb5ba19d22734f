import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

/** How a run of the `storefleet` command ended. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output, parsed; undefined when it is not JSON. */
  readonly json: unknown;
  readonly seconds: number;
}

/** A command that is still running. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Run>;
}

/** This repository. */
export const checkout = join(import.meta.dirname, "..");

/** Starts `storefleet …` as a user would, from any checkout. Its own process group, so that a signal reaches it alone. */
export function startStorefleet(args: readonly string[], options: { folder?: string; env?: Record<string, string> } = {}): Running {
  const started = performance.now();
  const child = spawn(process.execPath, [join(options.folder ?? checkout, "bin", "storefleet.mjs"), ...args], {
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Run>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      resolve({ code: code ?? -1, stdout, stderr, json: parse(stdout), seconds });
    });
  });
  return { child, ended };
}

/** Runs `storefleet …` to its end. */
export function storefleet(args: readonly string[], options: { folder?: string; env?: Record<string, string> } = {}): Promise<Run> {
  return startStorefleet(args, options).ended;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
