import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Environment } from "../paths.ts";
import { runChild } from "./child.ts";

/** What every pinned module can be built with; older releases of Go fetch it themselves. */
export const GO_VERSION_NEEDED = "1.26.0";
/** What a Go older than that is told to fetch: Go verifies it like any module. */
const GO_TOOLCHAIN = "go1.26.8";
/** Go cannot fetch another toolchain before 1.21. */
const GO_VERSION_SWITCHING = "1.21.0";

/** A Go installation that can build our modules. */
export interface GoToolchain {
  readonly file: string;
  /** Version that compiles, such as `go1.26.8`. */
  readonly version: string;
  /** Value of GOTOOLCHAIN. */
  readonly toolchain: string;
  /** GOPROXY as Go sees it, including its own settings file. */
  readonly proxy: string;
}

/** Either a usable Go, or one sentence why there is none. */
export type GoSearch = { readonly found: GoToolchain } | { readonly missing: string };

/** Looks for Go on PATH, then where its installer and Debian put it. */
export async function findGo(environment: Environment): Promise<GoSearch> {
  const folders = [...(environment.PATH ?? "").split(delimiter), "/usr/local/go/bin", "/usr/lib/go/bin"].filter((folder) => folder !== "");
  const seen: string[] = [];
  for (const folder of folders) {
    const file = join(folder, "go");
    if (!(await isExecutable(file))) continue;
    const facts = await askGo(file, environment);
    if (!facts) continue;
    if (isAtLeast(facts.version, GO_VERSION_NEEDED)) return { found: { file, ...facts, toolchain: "local" } };
    if (isAtLeast(facts.version, GO_VERSION_SWITCHING))
      return { found: { file, ...facts, version: GO_TOOLCHAIN, toolchain: GO_TOOLCHAIN } };
    seen.push(`${file} is ${facts.version}`);
  }
  return { missing: seen.length > 0 ? seen.join(", ") : "there is no go on PATH or in /usr/local/go/bin" };
}

/** Whether a Go version such as `go1.26.8` or `go1.27rc1` is this release or a later one. */
export function isAtLeast(version: string, needed: string): boolean {
  const numbers = (text: string) => (/(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? []).slice(1).map((part) => Number(part ?? 0));
  const [left, right] = [numbers(version), numbers(needed)];
  if (left.length === 0) return false;
  for (let index = 0; index < 3; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

async function askGo(file: string, environment: Environment): Promise<{ version: string; proxy: string } | undefined> {
  try {
    // Without GOTOOLCHAIN=local an old Go might go and fetch a new one only to answer.
    const { stdout } = await runChild(file, ["env", "-json", "GOVERSION", "GOPROXY"], {
      environment: { HOME: "/", ...environment, GOTOOLCHAIN: "local", GOFLAGS: "", GOWORK: "off" },
    });
    const answer = JSON.parse(stdout) as { GOVERSION?: string; GOPROXY?: string };
    return answer.GOVERSION ? { version: answer.GOVERSION, proxy: answer.GOPROXY ?? "" } : undefined;
  } catch {
    return undefined;
  }
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
