import { spawn } from "node:child_process";

/** Options of {@link run}. */
export interface RunOptions {
  /** @default - this process's folder */
  readonly cwd?: string;
  /** Added to this process's environment; `undefined` removes a variable. @default {} */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends the command and everything it started with SIGTERM. @default - never */
  readonly signal?: AbortSignal | undefined;
  /** Gets each line that the command prints. @default - lines are only kept for the error message */
  readonly onLine?: (line: string) => void;
}

const keptLines = 80;

/** Runs a command to its end and returns its standard output. Throws with its last lines when it fails, and the signal's reason on abort. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  options.signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    // Its own process group, so that all of it can be ended: mmdebstrap waits for its children, and npm leaves them behind.
    detached: options.signal !== undefined,
  });
  const stop = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    } catch {
      child.kill("SIGTERM");
    }
  };
  options.signal?.addEventListener("abort", stop);
  const last: string[] = [];
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream.on("data", (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split(/\r?\n|\r/);
      rest = lines.pop() ?? "";
      for (const line of lines.filter((each) => each.trim() !== "")) {
        last.push(line);
        if (last.length > keptLines) last.shift();
        options.onLine?.(line);
      }
    });
    stream.on("end", () => rest !== "" && last.push(rest));
  }
  try {
    const [code, killedBy] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (...ending) => resolve(ending));
    });
    options.signal?.throwIfAborted();
    if (code !== 0) {
      const ending = killedBy === null ? `exit code ${code}` : `signal ${killedBy}`;
      throw new Error(`${command} ${args[0] ?? ""} ended with ${ending}; its last lines:\n${last.map((line) => `  ${line}`).join("\n")}`);
    }
    return Buffer.concat(output).toString();
  } finally {
    options.signal?.removeEventListener("abort", stop);
  }
}
