import { mkdir, statfs } from "node:fs/promises";
import { join } from "node:path";
import { acquire, admit, type Report } from "./acquire.ts";
import type { Binary, BinaryName, GoModule, ResolvedBinary } from "./binary.ts";
import { cacheLayout, findCached, removeDeadStaging } from "./cache.ts";
import type { Candidate, RouteDecision } from "./candidates.ts";
import { BinaryError } from "./errors.ts";
import { buildGoModule, removeGoFolders } from "./go-build.ts";
import { withLock } from "./lock.ts";
import { noRouteError } from "./plan.ts";
import { forEachAtMost } from "./pool.ts";
import type { BinaryProgress, ProgressListener } from "./progress.ts";
import { type BinaryOptions, decide, type Setting, settingOf, survey } from "./survey.ts";

type GoCandidate = Extract<Candidate, { readonly route: "go" }>;

const DOWNLOADS_AT_ONCE = 4;
/** Go compiles on every core by itself, and takes up to 2.8 GB of memory alone. */
const GO_BUILDS_AT_ONCE = 1;
const PROGRESS_MILLISECONDS = 1_000;
const MEBIBYTE = 1 << 20;

/**
 * Makes sure that these binaries are in the cache: those that are missing are downloaded, taken from the mirror, or built.
 *
 * Safe to interrupt and to repeat: finished binaries stay, unfinished ones never appear under their names, broken downloads and
 * half-done builds go on where they stopped. Safe to run twice at once.
 *
 * @throws {BinaryError} before any work is done if one of them cannot be had here or the disk is too small; later if a download
 * or build fails on every route.
 */
export async function ensureBinaries(
  names: readonly BinaryName[],
  options: BinaryOptions = {},
): Promise<ReadonlyMap<BinaryName, ResolvedBinary>> {
  const setting = await settingOf(options);
  const findings = await survey(names, setting);
  const resolved = new Map<BinaryName, ResolvedBinary>();
  const onProgress = options.onProgress ?? (() => undefined);
  for (const { binary, cached } of findings) {
    if (!cached) continue;
    resolved.set(binary.name, cached);
    onProgress({ binary: binary.name, route: "cache", phase: "done", seconds: 0 });
  }
  const missing = findings.filter(({ cached }) => !cached).map(({ binary }) => binary);
  if (missing.length === 0) return inOrder(names, resolved);

  const decisions = await decide(findings, setting);
  const unavailable = missing.filter(({ name }) => !decisions.get(name)?.open.length);
  if (unavailable.length > 0) {
    throw noRouteError(
      unavailable.map((binary) => ({ binary, closed: decisions.get(binary.name)?.closed ?? [] })),
      setting,
    );
  }
  await mkdir(setting.cache, { recursive: true });
  await removeDeadStaging(setting.cache);
  await checkDisk(missing, decisions, setting);

  const done = (binary: ResolvedBinary) => resolved.set(binary.name, binary);
  const run = new Run(setting, onProgress, options.keepGoFolders ?? false, done);
  await run.all(missing.map((binary) => ({ binary, open: decisions.get(binary.name)?.open ?? [] })));
  return inOrder(names, resolved);
}

interface Wanted {
  readonly binary: Binary;
  readonly open: readonly Candidate[];
}

interface Build {
  readonly binary: Binary;
  readonly candidate: GoCandidate;
}

class Run {
  readonly #setting: Setting;
  readonly #onProgress: ProgressListener;
  readonly #keepGoFolders: boolean;
  readonly #done: (binary: ResolvedBinary) => void;
  readonly #started = new Map<BinaryName, number>();

  constructor(setting: Setting, onProgress: ProgressListener, keepGoFolders: boolean, done: (binary: ResolvedBinary) => void) {
    this.#setting = setting;
    this.#onProgress = onProgress;
    this.#keepGoFolders = keepGoFolders;
    this.#done = done;
  }

  /** Downloads and builds at the same time; what no download could bring is built afterwards. */
  async all(wanted: readonly Wanted[]): Promise<void> {
    const builds = wanted.flatMap(({ binary, open: [first] }) => (first?.route === "go" ? [{ binary, candidate: first }] : []));
    const fetches = wanted.filter(({ open: [first] }) => first?.route !== "go");
    const later: Build[] = [];
    const results = await Promise.allSettled([
      this.#build(builds),
      forEachAtMost(DOWNLOADS_AT_ONCE, fetches, async (one) => {
        const build = await this.#fetch(one);
        if (build) later.push(build);
      }),
    ]);
    this.#setting.signal?.throwIfAborted();
    for (const result of results) if (result.status === "rejected") throw result.reason;
    await this.#build(later);
  }

  /** Tries the files of a binary in order. Returns the build that is left when none of their servers delivers. */
  async #fetch({ binary, open }: Wanted): Promise<Build | undefined> {
    for (const [index, candidate] of open.entries()) {
      if (candidate.route === "go") return { binary, candidate };
      const report = this.#reporter(binary.name, candidate.route);
      try {
        this.#finish(await acquire(binary, candidate, this.#setting, report), report);
        return undefined;
      } catch (error) {
        this.#setting.signal?.throwIfAborted();
        report("failed", { detail: error instanceof Error ? error.message : String(error) });
        // Only a server's silence leads to the next route. A wrong checksum is a finding that must be seen.
        if (!(error instanceof BinaryError && error.code === "network") || index === open.length - 1) throw error;
      }
    }
    return undefined;
  }

  /** One builder per machine: Go uses every core by itself, and the folders that it fills are removed at the end. */
  async #build(builds: readonly Build[]): Promise<void> {
    if (builds.length === 0) return;
    const { cache, signal } = this.#setting;
    const onWait = ({ pid }: { readonly pid: number }) => {
      for (const { binary } of builds) this.#reporter(binary.name, "go")("waiting", { detail: `process ${pid} is building` });
    };
    await withLock(join(cacheLayout.locks(cache), "go"), { signal, onWait }, async () => {
      await forEachAtMost(GO_BUILDS_AT_ONCE, [...Map.groupBy(builds, ({ candidate }) => candidate.build.module)], ([module, group]) =>
        this.#buildModule(module, group),
      );
      if (!this.#keepGoFolders) await removeGoFolders(cache);
    });
  }

  async #buildModule(module: GoModule, group: readonly Build[]): Promise<void> {
    const { cache, platform, environment, signal, modules } = this.#setting;
    const waiting = new Map<Binary, Build>();
    for (const build of group) {
      // Another process may have built it while we waited for the lock.
      const cached = await findCached(cache, build.binary.name, build.candidate.key);
      if (cached) this.#finish(cached, this.#reporter(build.binary.name, "go"));
      else waiting.set(build.binary, build);
    }
    const [first] = waiting.values();
    if (!first) return;
    const started = Date.now();
    const tell = (phase: "building" | "failed", detail?: string) => {
      for (const { name } of waiting.keys()) this.#reporter(name, "go")(phase, detail === undefined ? {} : { detail });
    };
    tell("building");
    const timer = setInterval(() => tell("building"), PROGRESS_MILLISECONDS);
    try {
      const goOptions = { cache, platform, go: first.candidate.go, environment, signal, ...(modules !== undefined && { modules }) };
      await buildGoModule(module, [...waiting.keys()], goOptions, async (binary, file) => {
        const build = waiting.get(binary);
        if (!build) return;
        const report = this.#reporter(binary.name, "go");
        this.#finish(await admit(binary, build.candidate, file, (Date.now() - started) / 1000, this.#setting, report), report);
        waiting.delete(binary);
      });
    } catch (error) {
      tell("failed", error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  #finish(binary: ResolvedBinary, report: Report): void {
    this.#done(binary);
    report("done", { detail: binary.version });
  }

  #reporter(name: BinaryName, route: BinaryProgress["route"]): Report {
    const started = this.#started.get(name) ?? Date.now();
    this.#started.set(name, started);
    return (phase, facts = {}) =>
      this.#onProgress({ binary: name, route, phase, seconds: Math.round((Date.now() - started) / 100) / 10, ...facts });
  }
}

async function checkDisk(missing: readonly Binary[], decisions: ReadonlyMap<BinaryName, RouteDecision>, { cache }: Setting): Promise<void> {
  const modules = new Set<GoModule>();
  for (const { name } of missing) {
    const first = decisions.get(name)?.open[0];
    if (first?.route === "go") modules.add(first.build.module);
  }
  const needed = missing.length * 200 + [...modules].reduce((sum, { workMebibytes }) => sum + workMebibytes, 0);
  const { bavail, bsize } = await statfs(cache);
  const free = Math.floor((bavail * bsize) / MEBIBYTE);
  if (free >= needed) return;
  throw new BinaryError(
    "disk",
    `${cache} has ${free} MiB free; these binaries need ${needed} MiB while they are made. Free some space, or set STOREFLEET_CACHE to a folder on a larger disk.`,
  );
}

function inOrder(names: readonly BinaryName[], resolved: ReadonlyMap<BinaryName, ResolvedBinary>): ReadonlyMap<BinaryName, ResolvedBinary> {
  return new Map(names.flatMap((name) => (resolved.has(name) ? [[name, resolved.get(name) as ResolvedBinary] as const] : [])));
}
