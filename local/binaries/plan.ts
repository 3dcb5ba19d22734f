import type { Binary, BinaryName, Route } from "./binary.ts";
import type { Candidate, RouteDecision } from "./candidates.ts";
import { BinaryError } from "./errors.ts";
import { mirrorFileOf } from "./mirror.ts";
import { type BinaryOptions, decide, type Finding, type Setting, settingOf, survey } from "./survey.ts";

/** What would be done to have one binary. */
export type BinaryPlan =
  | {
      readonly name: BinaryName;
      readonly version: string;
      readonly route: Route | "cache";
      /** Of this binary's share: the plans of one Go module add up to the time of its build. */
      readonly expectedSeconds: number;
      /** File, URL or Go package that it comes from. */
      readonly source: string;
    }
  | { readonly name: BinaryName; readonly route: "none"; readonly reasons: readonly string[] };

const DOWNLOAD_SECONDS = 10;

/**
 * Says where each binary would come from, without fetching anything. Takes at most a few seconds without a network.
 *
 * @throws {BinaryError} code `platform` on a machine that no binaries exist for.
 */
export async function planBinaries(names: readonly BinaryName[], options: BinaryOptions = {}): Promise<readonly BinaryPlan[]> {
  const setting = await settingOf(options);
  const findings = await survey(names, setting);
  return planOf(findings, await decide(findings, setting));
}

export function planOf(findings: readonly Finding[], decisions: ReadonlyMap<BinaryName, RouteDecision>): readonly BinaryPlan[] {
  const shares = new Map<string, number>();
  for (const { open } of decisions.values()) {
    const first = open[0];
    if (first?.route === "go") shares.set(first.build.module.folder, (shares.get(first.build.module.folder) ?? 0) + 1);
  }
  return findings.map(({ binary, cached }): BinaryPlan => {
    const { name } = binary;
    if (cached) return { name, version: cached.version, route: "cache", expectedSeconds: 0, source: cached.file };
    const decision = decisions.get(name);
    const first = decision?.open[0];
    if (!first) return { name, route: "none", reasons: decision?.closed ?? [] };
    return { name, version: first.version, route: first.route, expectedSeconds: secondsOf(first, shares), source: sourceOf(first) };
  });
}

/** Where a candidate comes from, in one word for receipts and plans. */
export function sourceOf(candidate: Candidate): string {
  return candidate.route === "go" ? `local/go/${candidate.build.module.folder}` : candidate.artefact.url;
}

/** The one error for binaries that cannot be had: what was tried, and the three ways out. */
export function noRouteError(
  unavailable: readonly { readonly binary: Binary; readonly closed: readonly string[] }[],
  setting: Setting,
): BinaryError {
  const reasons = [...new Set(unavailable.flatMap(({ closed }) => closed))];
  const files = unavailable.flatMap(({ binary }) => mirrorFileOf(binary, setting.platform) ?? []);
  const lines = [
    `Cannot get ${unavailable.map(({ binary }) => binary.name).join(", ")}:`,
    ...reasons.map((reason) => `  - ${reason}`),
    "Do one of these and run it again:",
    "  - connect this machine to the Internet;",
    "  - where a Go module proxy can be reached: install Go 1.26 or later (https://go.dev/dl), so that they can be built;",
    `  - set STOREFLEET_MIRROR to a folder or URL with ${files.join(", ")} (docs/binaries.md).`,
  ];
  return new BinaryError("no-route", lines.join("\n"));
}

function secondsOf(candidate: Candidate, shares: ReadonlyMap<string, number>): number {
  if (candidate.route !== "go") return DOWNLOAD_SECONDS;
  const { folder, seconds } = candidate.build.module;
  return Math.round(seconds / (shares.get(folder) ?? 1));
}
