import { cacheFolder, type Environment } from "../paths.ts";
import type { Binary, BinaryName, Catalog, ResolvedBinary } from "./binary.ts";
import { findCached, findCachedRecipe } from "./cache.ts";
import { recipeKey } from "./cache-key.ts";
import { type Candidate, candidatesOf, decideRoutes, type RouteDecision, type RouteFacts } from "./candidates.ts";
import { CATALOG } from "./catalog.ts";
import { findGo, type GoSearch } from "./go-toolchain.ts";
import { mirrorOf } from "./mirror.ts";
import { hostPlatform, type Platform } from "./platform.ts";
import type { ProgressListener } from "./progress.ts";
import { probeFiles, probeGoProxy } from "./reachability.ts";

export interface BinaryOptions {
  /** @default process.env */
  readonly environment?: Environment;
  /** Of the machine that will execute them; another one's for programs that go into containers. @default - this machine's */
  readonly platform?: Platform;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener;
  /** Keep Go's module and build folders (up to 23 GB) for the next build. @default false */
  readonly keepGoFolders?: boolean;
  /** @default CATALOG */
  readonly catalog?: Catalog;
  /** Folder of the pinned Go modules. @default `local/go` */
  readonly modules?: string;
  /** @default - looked for on PATH and in /usr/local/go/bin */
  readonly go?: GoSearch;
}

/** What a call works with, once its options are resolved. */
export interface Setting {
  readonly environment: Environment;
  readonly cache: string;
  readonly platform: Platform;
  /** What this very machine can execute. */
  readonly host: Platform;
  readonly mirror: string | undefined;
  readonly go: GoSearch;
  readonly catalog: Catalog;
  readonly modules: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** One binary that is wanted: in the cache, or the ways to get it. */
export type Finding =
  | { readonly binary: Binary; readonly cached: ResolvedBinary }
  | { readonly binary: Binary; readonly cached: undefined; readonly candidates: readonly Candidate[] };

export async function settingOf(options: BinaryOptions): Promise<Setting> {
  const environment = options.environment ?? process.env;
  const host = hostPlatform();
  return {
    environment,
    cache: cacheFolder(environment),
    platform: options.platform ?? host,
    host,
    mirror: mirrorOf(environment),
    go: options.go ?? (await findGo(environment)),
    catalog: options.catalog ?? CATALOG,
    modules: options.modules,
    signal: options.signal,
  };
}

/** Looks every name up in the cache; touches no network. */
export async function survey(names: readonly BinaryName[], setting: Setting): Promise<readonly Finding[]> {
  return Promise.all([...new Set(names)].map((name) => find(setting.catalog[name], setting)));
}

/** Asks once which routes work, and decides for every binary that is not cached. */
export async function decide(findings: readonly Finding[], setting: Setting): Promise<ReadonlyMap<BinaryName, RouteDecision>> {
  const missing = findings.filter((finding) => finding.cached === undefined);
  const candidates = missing.flatMap((finding) => finding.candidates);
  const urls = (route: Candidate["route"]) =>
    candidates.flatMap((candidate) => (candidate.route === route && "artefact" in candidate ? [candidate.artefact.url] : []));
  const built = candidates.flatMap((candidate) => (candidate.route === "go" && candidate.build.module.probe ? [candidate] : []))[0];
  const [isServed, isProxyServing] = await Promise.all([
    probeFiles(urls("official"), urls("mirror")),
    built?.build.module.probe ? probeGoProxy(built.go.proxy, built.build.module.probe) : true,
  ]);
  const facts: RouteFacts = { platform: setting.platform, mirror: setting.mirror, go: setting.go, isServed, isProxyServing };
  return new Map(missing.map(({ binary, candidates: ways }) => [binary.name, decideRoutes(binary, ways, facts)]));
}

async function find(binary: Binary, setting: Setting): Promise<Finding> {
  const candidates = await candidatesOf(binary, setting.platform, setting.mirror, setting.go, setting.modules);
  for (const { key } of candidates) {
    const cached = await findCached(setting.cache, binary.name, key);
    if (cached) return { binary, cached };
  }
  if ("missing" in setting.go && binary.go.module.platforms.includes(setting.platform)) {
    const recipe = await recipeKey(binary.go, setting.platform, setting.modules);
    const cached = await findCachedRecipe(setting.cache, binary.name, recipe);
    if (cached) return { binary, cached };
  }
  return { binary, cached: undefined, candidates };
}
