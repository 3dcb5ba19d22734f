import { copyFile, mkdir, readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Environment } from "../paths.ts";
import type { Artefact, Binary } from "./binary.ts";
import { sha256OfFile } from "./checksum.ts";
import { BinaryError } from "./errors.ts";
import type { Platform } from "./platform.ts";

/**
 * The mirror that the user named: a URL that ends with "/".
 *
 * `STOREFLEET_MIRROR` is an absolute folder, a `file:` URL or an `http(s):` URL.
 *
 * @returns undefined if it is not set.
 * @throws {Error} if it is something else.
 */
export function mirrorOf(environment: Environment): string | undefined {
  const value = environment.STOREFLEET_MIRROR;
  if (!value) return undefined;
  if (isAbsolute(value)) return `${pathToFileURL(value).href.replace(/\/$/, "")}/`;
  if (/^(https?|file):\/\//.test(value)) return value.endsWith("/") ? value : `${value}/`;
  throw new Error(
    `STOREFLEET_MIRROR is "${value}"; it must be an absolute folder such as /srv/mirror, or a URL such as https://mirror.example/storefleet.`,
  );
}

/**
 * Name of a binary's file in a mirror: that of the official release, or `<name>-v<version>-<platform>` for a program that is only
 * released as source. Unless the SHA-256 is pinned in the catalog, `<file>.sha256` must stand beside it.
 *
 * @returns undefined if nobody releases the binary for this platform and it cannot be built for it.
 */
export function mirrorFileOf(binary: Binary, platform: Platform): string | undefined {
  if (binary.official) return binary.official.artefacts[platform]?.mirrorFile;
  const { module } = binary.go;
  return module.platforms.includes(platform) ? `${binary.name}-v${module.version}-${platform}` : undefined;
}

/** The same file as the official one, on the mirror. */
export function mirrorArtefact(
  binary: Binary,
  platform: Platform,
  mirror: string,
): { readonly version: string; readonly artefact: Artefact } | undefined {
  const mirrorFile = mirrorFileOf(binary, platform);
  if (mirrorFile === undefined) return undefined;
  const url = `${mirror}${mirrorFile}`;
  const beside = { kind: "published", url: `${url}.sha256` } as const;
  const official = binary.official?.artefacts[platform];
  if (!binary.official || !official) return { version: binary.go.module.version, artefact: { url, mirrorFile, checksum: beside } };
  const checksum = official.checksum.kind === "pinned" ? official.checksum : beside;
  return { version: binary.official.version, artefact: { ...official, url, checksum } };
}

/** Copies a file out of a mirror folder; its checksum is enforced as if it came from the network. */
export async function copyFromFolder(url: string, file: string, sha256: string): Promise<void> {
  const source = fileURLToPath(url);
  const got = await sha256OfFile(source).catch((cause) => {
    throw new BinaryError("network", `${source} cannot be read: ${(cause as Error).message}.`, { cause });
  });
  if (got !== sha256) {
    throw new BinaryError(
      "checksum",
      `${source} has a wrong checksum: expected SHA-256 ${sha256}, got ${got}. It was not used. Replace it by the publisher's file.`,
    );
  }
  await mkdir(dirname(file), { recursive: true });
  await copyFile(source, file);
}

/** Whether a mirror folder has the file. */
export async function folderHas(mirror: string, mirrorFile: string): Promise<boolean> {
  return stat(join(fileURLToPath(mirror), mirrorFile)).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

/** Text of a checksum file in a mirror folder. */
export async function readFromFolder(url: string): Promise<string> {
  const file = fileURLToPath(url);
  return readFile(file, "utf8").catch((cause) => {
    throw new BinaryError(
      "checksum",
      `${file} is missing: the mirror must say the SHA-256 of the file beside it (make it with sha256sum).`,
      { cause },
    );
  });
}
