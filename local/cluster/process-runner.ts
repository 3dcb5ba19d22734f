import { spawn } from "node:child_process";

/** Options of a {@link ProcessRunner}. */
export interface RunOptions {
  /** Added to the environment of this process. @default {} */
  readonly env?: Readonly<Record<string, string>>;
  /** Written to standard input. @default - standard input is empty */
  readonly input?: string;
  /** Ends the process with SIGTERM. @default - runs to its end */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the process is killed. @default - none */
  readonly timeoutMs?: number;
}

/** What a process printed and how it ended. */
export interface RunResult {
  /** Exit code; 127 when the program does not exist, 128 + n when signal n ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a program without a shell and waits for its end. Never throws for an exit code; tests put a recorder in its place. */
export type ProcessRunner = (argv: readonly string[], options?: RunOptions) => Promise<RunResult>;

const signalNumbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

export const runProcess: ProcessRunner = (argv, options = {}) =>
  new Promise((resolve, reject) => {
    options.signal?.throwIfAborted();
    const [program, ...args] = argv;
    if (program === undefined) throw new Error("runProcess needs a program to run");
    // Detached: Ctrl-C in the terminal reaches this process alone, which then ends the child in an orderly way.
    const child = spawn(program, args, { env: { ...process.env, ...options.env }, stdio: ["pipe", "pipe", "pipe"], detached: true });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const onAbort = () => child.kill("SIGTERM");
    options.signal?.addEventListener("abort", onAbort, { once: true });
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), options.timeoutMs);
    const settle = (result: RunResult) => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", onAbort);
      if (options.signal?.aborted) reject(options.signal.reason);
      else resolve(result);
    };
    child.on("error", (error: NodeJS.ErrnoException) =>
      settle({ code: error.code === "ENOENT" ? 127 : 126, stdout, stderr: error.message }),
    );
    child.on("close", (code, signal) => settle({ code: code ?? 128 + (signalNumbers[signal ?? ""] ?? 0), stdout, stderr }));
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });

/** The lines of a failed process that matter, for an error message. */
export function failureText(argv: readonly string[], result: RunResult): string {
  const output = (result.stderr.trim() || result.stdout.trim()).split("\n").slice(-12).join("\n");
  return `"${argv.join(" ")}" ended with code ${result.code}${output === "" ? "" : `:\n${output}`}`;
}
