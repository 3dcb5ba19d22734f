import { spawn } from "node:child_process";
import type { Environment } from "../paths.ts";

export interface ChildOptions {
  readonly cwd?: string;
  readonly environment: Environment;
  /** Ends the child and everything that it started. */
  readonly signal?: AbortSignal | undefined;
}

/** A child process ended with another code than 0, or could not be started. */
export class ChildError extends Error {
  /** Exit code, name of the signal that ended it, or the reason why it did not start. */
  readonly ending: number | string;
  readonly errorOutput: string;

  constructor(command: string, ending: number | string, errorOutput: string, options?: ErrorOptions) {
    super(`${command} ended with ${typeof ending === "number" ? `code ${ending}` : ending}:\n${tail(errorOutput)}`, options);
    this.name = "ChildError";
    this.ending = ending;
    this.errorOutput = errorOutput;
  }
}

const GRACE_MILLISECONDS = 3_000;
const running = new Set<number>();

/**
 * Runs a program to its end and returns what it wrote.
 *
 * @throws {ChildError} if it ends with another code than 0 or cannot be started.
 * @throws the signal's reason, after the child and its children have ended.
 */
export async function runChild(
  file: string,
  commandArguments: readonly string[],
  options: ChildOptions,
): Promise<{ stdout: string; stderr: string }> {
  options.signal?.throwIfAborted();
  // Its own process group, so that ending it ends the compilers and linkers that it started.
  const child = spawn(file, commandArguments, {
    cwd: options.cwd,
    env: { ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const group = child.pid;
  if (group !== undefined) remember(group);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const abort = () => group !== undefined && endGroup(group);
  options.signal?.addEventListener("abort", abort, { once: true });
  try {
    const ending = await new Promise<number | string>((resolve, reject) => {
      child.once("error", (cause) => reject(new ChildError(file, cause.message, "", { cause })));
      child.once("close", (code, signal) => resolve(code ?? signal ?? "no exit code"));
    });
    options.signal?.throwIfAborted();
    if (ending !== 0) throw new ChildError([file, ...commandArguments].join(" "), ending, stderr);
    return { stdout, stderr };
  } finally {
    options.signal?.removeEventListener("abort", abort);
    if (group !== undefined) running.delete(group);
  }
}

function endGroup(group: number): void {
  signalGroup(group, "SIGTERM");
  setTimeout(() => running.has(group) && signalGroup(group, "SIGKILL"), GRACE_MILLISECONDS).unref();
}

let isHooked = false;

function remember(group: number): void {
  if (!isHooked) process.once("exit", killAll);
  isHooked = true;
  running.add(group);
}

function killAll(): void {
  for (const group of running) signalGroup(group, "SIGKILL");
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // The group has already ended.
  }
}

function tail(text: string, lines = 25): string {
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}
