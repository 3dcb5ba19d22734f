import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Environment } from "../paths.ts";
import type { Binary, EmbeddedJson, GoModule } from "./binary.ts";
import { cacheLayout, newStagingFolder } from "./cache.ts";
import { GO_MODULES_FOLDER, linkerFlags, sourcesOf } from "./cache-key.ts";
import { ChildError, runChild } from "./child.ts";
import { BinaryError } from "./errors.ts";
import type { GoToolchain } from "./go-toolchain.ts";
import { goTarget, type Platform } from "./platform.ts";

export interface GoBuildOptions {
  readonly cache: string;
  readonly platform: Platform;
  readonly go: GoToolchain;
  readonly environment: Environment;
  readonly signal?: AbortSignal | undefined;
  /** Folder of the pinned modules. @default `local/go` */
  readonly modules?: string;
}

/**
 * Builds programs of one pinned module in one go: shared packages are compiled once.
 *
 * @param binaries all of the same module.
 * @param onBuilt called for each program as soon as it is linked, with a file in a staging folder that it may move away.
 * @throws {BinaryError} code `go-build`, with the compiler's last lines.
 */
export async function buildGoModule(
  module: GoModule,
  binaries: readonly Binary[],
  options: GoBuildOptions,
  onBuilt: (binary: Binary, file: string) => Promise<void>,
): Promise<void> {
  const staging = await newStagingFolder(options.cache);
  const work = join(staging, "module");
  const output = join(staging, "output");
  try {
    await mkdir(work);
    await mkdir(output);
    for (const [name, text] of await sourcesOf(join(options.modules ?? GO_MODULES_FOLDER, module.folder)))
      await writeFile(join(work, name), text);
    const environment = await goEnvironment(options, staging);
    for (const embed of module.embeds ?? []) await writeEmbedded(embed, work, environment, options);
    const waiting = new Map(binaries.map((binary) => [programName(binary), binary]));
    const collect = async (isFinished: boolean) => {
      for (const [program, binary] of waiting) {
        const file = join(output, program);
        if (!(isFinished ? await exists(file) : await isStill(file))) continue;
        waiting.delete(program);
        await onBuilt(binary, file);
      }
    };
    const command = ["build", ...buildFlags(module), "-o", `${output}/`, ...binaries.map(({ go: { package: path } }) => path)];
    const build = (stop: AbortSignal) => go(command, work, environment, { ...options, signal: either(stop, options.signal) });
    await whileRunning(build, () => collect(false));
    await collect(true);
    for (const [program] of waiting) throw new BinaryError("go-build", `go build of local/go/${module.folder} made no program ${program}.`);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Removes what building leaves behind: module sources and build cache, several GB that only another build would use. */
export async function removeGoFolders(cache: string): Promise<void> {
  await rm(cacheLayout.go(cache), { recursive: true, force: true });
}

function buildFlags(module: GoModule): readonly string[] {
  return ["-mod=readonly", "-trimpath", "-buildvcs=false", `-ldflags=${linkerFlags(module)}`];
}

/**
 * Settings of the user's that could change the result are put aside. Checksums: go.sum is complete and `-mod=readonly` forbids
 * additions, so every module is verified against it whatever GOSUMDB says; nothing here switches that off.
 */
async function goEnvironment(options: GoBuildOptions, staging: string): Promise<Environment> {
  const { system, architecture } = goTarget(options.platform);
  const folder = cacheLayout.go(options.cache);
  // On the cache's file system, so that Go moves finished programs into place instead of copying them.
  const temporary = join(staging, "tmp");
  await mkdir(temporary);
  return {
    HOME: "/",
    ...options.environment,
    GOTOOLCHAIN: options.go.toolchain,
    GOPROXY: options.go.proxy,
    GOMODCACHE: join(folder, "modules"),
    GOCACHE: join(folder, "build"),
    GOTMPDIR: temporary,
    GOOS: system,
    GOARCH: architecture,
    CGO_ENABLED: "0",
    GOFLAGS: "-modcacherw",
    GOWORK: "off",
    GOEXPERIMENT: "",
    GOAMD64: "v1",
    GOARM64: "v8.0",
    GOFIPS140: "off",
    GOINSECURE: "",
    GONOSUMDB: "",
  };
}

async function writeEmbedded(embed: EmbeddedJson, work: string, environment: Environment, options: GoBuildOptions): Promise<void> {
  const answer = await go(["mod", "download", "-json", embed.module], work, environment, options);
  const { Dir: folder } = JSON.parse(answer) as { Dir: string };
  const content = JSON.parse(await readFile(join(folder, embed.source), "utf8")) as Record<string, unknown>;
  await writeFile(join(work, embed.target), JSON.stringify({ ...content, ...embed.properties }));
}

async function go(goArguments: readonly string[], work: string, environment: Environment, options: GoBuildOptions): Promise<string> {
  try {
    return (await runChild(options.go.file, goArguments, { cwd: work, environment, signal: options.signal })).stdout;
  } catch (cause) {
    if (!(cause instanceof ChildError)) throw cause;
    const advice = adviceFor(cause);
    throw new BinaryError("go-build", `Building with Go failed. ${advice}\n${cause.message}`, { cause });
  }
}

function adviceFor({ ending, errorOutput }: ChildError): string {
  if (/no space left on device/.test(errorOutput))
    return "The disk is full: free some space, or set STOREFLEET_CACHE to a folder on a larger disk.";
  const kept = "What was compiled is kept: running it again goes on from there.";
  // Compilers and linkers are the first that the kernel picks when memory is short.
  if (ending === "SIGKILL" || /signal: killed/.test(errorOutput))
    return `It was killed, probably because memory ran out (3 GB are needed). ${kept}`;
  return kept;
}

/** Calls `tick` every second until the work has ended. If `tick` fails, the work is ended first. */
async function whileRunning(work: (signal: AbortSignal) => Promise<unknown>, tick: () => Promise<void>): Promise<void> {
  const stop = new AbortController();
  let isRunning = true;
  const ended = work(stop.signal).finally(() => {
    isRunning = false;
  });
  ended.catch(() => undefined);
  try {
    while (isRunning) {
      await Promise.race([ended, sleep(1_000)]);
      if (isRunning) await tick();
    }
  } catch (error) {
    stop.abort(error);
    await ended.catch(() => undefined);
    throw error;
  }
  await ended;
}

function either(one: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other ? AbortSignal.any([one, other]) : one;
}

/** Name that `go build -o folder/` gives a program: the last part of its path, without a major version. */
export function programName(binary: Binary): string {
  const path = binary.go.package === "." ? binary.go.module.folder : binary.go.package;
  const parts = path.split("/");
  const last = parts.pop() ?? "";
  return /^v\d+$/.test(last) ? (parts.pop() ?? "") : last;
}

const SETTLED_MILLISECONDS = 1_500;

async function isStill(file: string): Promise<boolean> {
  const entry = await stat(file).catch(() => undefined);
  return entry !== undefined && Date.now() - Math.max(entry.mtimeMs, entry.ctimeMs) > SETTLED_MILLISECONDS;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
