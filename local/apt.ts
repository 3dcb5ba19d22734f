import { access, constants, readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ChildError, runChild } from "./binaries/child.ts";
import type { Environment } from "./paths.ts";

/** What happens to Debian packages at this moment. */
export interface AptProgress {
  readonly phase: "updating" | "installing" | "downloading" | "unpacking" | "done";
  readonly packages: readonly string[];
  readonly seconds: number;
}

export interface AptOptions {
  /** @default process.env */
  readonly environment?: Environment;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (event: AptProgress) => void;
  /** Runs a program. @default - really */
  readonly run?: typeof runChild;
  /** Whether this process may change the system. @default - whether it is root */
  readonly isRoot?: boolean;
  /** Where apt keeps what its servers offer. @default /var/lib/apt/lists */
  readonly lists?: string;
  /** Where commands are, apart from PATH. @default - the system's program folders */
  readonly folders?: readonly string[];
}

/** A package manager's failure that the user can act on. */
export class AptError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AptError";
  }
}

const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin"];
const LOCK_ATTEMPTS = 30;

/** Where a command is, on PATH or in the system's folders (a user's PATH often lacks `/usr/sbin`). */
export async function findCommand(command: string, options: Pick<AptOptions, "environment" | "folders"> = {}): Promise<string | undefined> {
  const { environment = process.env, folders = SYSTEM_FOLDERS } = options;
  for (const folder of [...(environment.PATH ?? "").split(delimiter), ...folders]) {
    const file = join(folder, command);
    if (folder !== "" && (await isExecutable(file))) return file;
  }
  return undefined;
}

/** @throws {AptError} on a system without apt. */
export async function requireApt(purpose: string, options: AptOptions = {}): Promise<void> {
  for (const command of ["apt-get", "dpkg"]) {
    if (!(await findCommand(command, options))) {
      throw new AptError(
        `${purpose} needs Debian or Ubuntu: there is no ${command} here. Use k3d, or name a kubeconfig context of a running cluster.`,
      );
    }
  }
}

/** Reads the servers' package lists if there are none yet. */
export async function ensureLists(options: AptOptions): Promise<void> {
  const names = await readdir(options.lists ?? "/var/lib/apt/lists").catch(() => []);
  if (!names.some((name) => /_Packages(\.\w+)?$/.test(name))) await updateLists(options);
}

/** `apt-get update`. One server of several that does not answer is no failure: apt itself says so only by a warning. */
export async function updateLists(options: AptOptions): Promise<void> {
  if (!isRoot(options))
    throw new AptError("The package lists are missing or out of date, and only root may read them anew. Run: sudo apt-get update");
  await timed(options, "updating", [], () => apt(["update", "-q"], options)).catch((error: unknown) => {
    // A third-party server may fail for good; what is wanted may still be on the others.
    if (!(error instanceof ChildError)) throw error;
  });
}

/** Installs packages without what they merely recommend. Needs root. */
export async function install(packages: readonly string[], options: AptOptions): Promise<void> {
  await withFreshLists(options, () =>
    timed(options, "installing", packages, () =>
      apt(["install", "-y", "-q", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", ...packages], options),
    ),
  );
}

/** Fetches packages as files into the current folder; apt verifies their checksums against the signed lists. */
export async function downloadPackages(packages: readonly string[], folder: string, options: AptOptions): Promise<void> {
  await withFreshLists(options, () => timed(options, "downloading", packages, () => apt(["download", "-q", ...packages], options, folder)));
}

export function isRoot(options: AptOptions): boolean {
  return options.isRoot ?? process.getuid?.() === 0;
}

/** Runs with progress: once at the start and then every second. */
export async function timed<T>(
  options: AptOptions,
  phase: AptProgress["phase"],
  packages: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const started = Date.now();
  const tell = () => options.onProgress?.({ phase, packages, seconds: Math.round((Date.now() - started) / 100) / 10 });
  tell();
  const timer = setInterval(tell, 1_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Old lists name files that the servers have replaced: after such a failure the lists are read anew, once. */
async function withFreshLists(options: AptOptions, work: () => Promise<unknown>): Promise<void> {
  await ensureLists(options);
  try {
    await work();
  } catch (error) {
    if (
      !(error instanceof ChildError) ||
      !/404|Unable to locate package|has no installation candidate|Can't find a source/.test(error.errorOutput)
    )
      throw explained(error);
    await updateLists(options);
    await work().catch((again: unknown) => {
      throw explained(again);
    });
  }
}

async function apt(aptArguments: readonly string[], options: AptOptions, cwd?: string): Promise<void> {
  const [verb = "", ...rest] = aptArguments;
  const settings = ["-o", "DPkg::Lock::Timeout=300", "-o", "APT::Sandbox::User=root", "-o", "Acquire::Retries=2"];
  for (let attempt = 1; ; attempt += 1) {
    try {
      await (options.run ?? runChild)("apt-get", [verb, ...settings, ...rest], {
        environment: aptEnvironment(options),
        signal: options.signal,
        ...(cwd !== undefined && { cwd }),
      });
      return;
    } catch (error) {
      // apt waits for dpkg's lock by itself, not for that of the lists.
      const isLocked = error instanceof ChildError && /Could not get lock/.test(error.errorOutput);
      if (!isLocked || attempt >= LOCK_ATTEMPTS) throw error;
      await sleep(2_000, undefined, { signal: options.signal });
    }
  }
}

function explained(error: unknown): unknown {
  if (!(error instanceof ChildError)) return error;
  const advice = /Could not resolve|Unable to connect|Failed to fetch|Temporary failure/.test(error.errorOutput)
    ? "No Debian server answers: check the network and /etc/apt/sources.list."
    : "See apt's own message below.";
  return new AptError(`apt-get failed. ${advice}\n${error.message}`, { cause: error });
}

function aptEnvironment({ environment = process.env }: AptOptions): Environment {
  return {
    ...environment,
    PATH: [environment.PATH ?? "", ...SYSTEM_FOLDERS].filter((part) => part !== "").join(delimiter),
    LC_ALL: "C",
    DEBIAN_FRONTEND: "noninteractive",
    DEBCONF_NONINTERACTIVE_SEEN: "true",
    APT_LISTCHANGES_FRONTEND: "none",
    NEEDRESTART_SUSPEND: "1",
  };
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
