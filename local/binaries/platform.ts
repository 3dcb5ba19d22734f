import { BinaryError } from "./errors.ts";

/** The machines that Storefleet's binaries exist for, in Go's words. */
export const PLATFORMS = ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64"] as const;
export type Platform = (typeof PLATFORMS)[number];

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/**
 * The platform of the machine that this process runs on.
 *
 * @throws {BinaryError} code `platform` where no binaries exist.
 */
export function hostPlatform(system: string = process.platform, architecture: string = process.arch): Platform {
  const name = `${system}-${ARCHITECTURES[architecture] ?? architecture}`;
  const platform = PLATFORMS.find((candidate) => candidate === name);
  if (!platform) {
    throw new BinaryError("platform", `No binaries for ${system} on ${architecture}; there are some for ${PLATFORMS.join(", ")}.`);
  }
  return platform;
}

/** Go's GOOS and GOARCH of a platform. */
export function goTarget(platform: Platform): { readonly system: string; readonly architecture: string } {
  const [system = "", architecture = ""] = platform.split("-");
  return { system, architecture };
}
