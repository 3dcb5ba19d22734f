import type { Artefact, Binary, GoRecipe } from "./binary.ts";
import { artefactKey, goKey, recipeKey } from "./cache-key.ts";
import { GO_VERSION_NEEDED, type GoSearch, type GoToolchain } from "./go-toolchain.ts";
import { mirrorArtefact } from "./mirror.ts";
import type { Platform } from "./platform.ts";

/** A way to get one binary: what would be fetched or built, and under which key it is cached. */
export type Candidate =
  | { readonly route: "official" | "mirror"; readonly version: string; readonly key: string; readonly artefact: Artefact }
  | {
      readonly route: "go";
      readonly version: string;
      readonly key: string;
      readonly recipe: string;
      readonly go: GoToolchain;
      readonly build: GoRecipe;
    };

/** What was found out about this machine and its network. */
export interface RouteFacts {
  readonly platform: Platform;
  readonly mirror: string | undefined;
  readonly go: GoSearch;
  /** Whether the server answers for this file. */
  readonly isServed: (url: string) => boolean;
  /** Whether the Go proxy answers; only asked for modules that have something to download. */
  readonly isProxyServing: boolean;
}

/** The ways that are open, best first, and one sentence for each that is closed. */
export interface RouteDecision {
  readonly open: readonly Candidate[];
  readonly closed: readonly string[];
}

/** Every way that exists for this binary on this platform, best first, whether or not it is open now. */
export async function candidatesOf(
  binary: Binary,
  platform: Platform,
  mirror: string | undefined,
  go: GoSearch,
  modules?: string,
): Promise<readonly Candidate[]> {
  const candidates: Candidate[] = [];
  const official = binary.official?.artefacts[platform];
  if (binary.official && official) {
    candidates.push({ route: "official", version: binary.official.version, key: artefactKey(official), artefact: official });
  }
  const mirrored = mirror === undefined ? undefined : mirrorArtefact(binary, platform, mirror);
  if (mirrored) {
    // A pinned file is the same wherever it came from; one that the mirror itself vouches for is kept apart.
    const key = official && official.checksum.kind === "pinned" ? artefactKey(official) : artefactKey(mirrored.artefact);
    candidates.push({ route: "mirror", version: mirrored.version, key, artefact: mirrored.artefact });
  }
  if ("found" in go && binary.go.module.platforms.includes(platform)) {
    const recipe = await recipeKey(binary.go, platform, modules);
    candidates.push({
      route: "go",
      version: binary.go.module.version,
      key: goKey(recipe, go.found.version),
      recipe,
      go: go.found,
      build: binary.go,
    });
  }
  return candidates;
}

/** Official release, then mirror, then Go: those that work here, and why the others do not. */
export function decideRoutes(binary: Binary, candidates: readonly Candidate[], facts: RouteFacts): RouteDecision {
  const closed: string[] = [];
  const open = candidates.filter((candidate) => {
    const reason = closedReason(candidate, facts);
    if (reason !== undefined) closed.push(reason);
    return reason === undefined;
  });
  const has = (route: Candidate["route"]) => candidates.some((candidate) => candidate.route === route);
  if (!has("official")) closed.push(`no binary of ${binary.name} is released for ${facts.platform}`);
  if (!has("mirror"))
    closed.push(facts.mirror === undefined ? "STOREFLEET_MIRROR is not set" : `a mirror has no file for ${facts.platform}`);
  if (!has("go")) {
    closed.push(
      "missing" in facts.go
        ? `Go ≥ ${goRelease()} is needed to build it: ${facts.go.missing}`
        : `${binary.name} cannot be built for ${facts.platform}`,
    );
  }
  return { open, closed };
}

function closedReason(candidate: Candidate, facts: RouteFacts): string | undefined {
  if (candidate.route === "go") {
    const needsProxy = candidate.build.module.probe !== undefined;
    return needsProxy && !facts.isProxyServing ? `the Go module proxy ${candidate.go.proxy} does not answer` : undefined;
  }
  if (facts.isServed(candidate.artefact.url)) return undefined;
  return candidate.route === "official"
    ? `${new URL(candidate.artefact.url).host} does not answer`
    : `${facts.mirror} has no ${candidate.artefact.mirrorFile}`;
}

function goRelease(): string {
  return GO_VERSION_NEEDED.split(".").slice(0, 2).join(".");
}
