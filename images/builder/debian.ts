import { createHash } from "node:crypto";
import { arch } from "node:os";
import { join } from "node:path";
import { cachedFile } from "./cache.ts";
import { run } from "./run.ts";
import { imageEpoch } from "./tar.ts";
import { copyTar, fingerprints, readMember } from "./tar-copy.ts";
import { builderVersion } from "./version.ts";

/** What to install; all of it decides the result and its place in the cache. */
export interface DebianSystem {
  /** Code name, such as "trixie". */
  readonly suite: string;
  /** mmdebstrap's variant. @default "essential": what Debian calls essential, without apt */
  readonly variant?: "essential" | "minbase" | "apt";
  /** Package names. @default [] */
  readonly packages?: readonly string[];
  /** dpkg patterns that are never unpacked (`*` matches slashes). @default {@link unneededPaths} */
  readonly excludePaths?: readonly string[];
  /** Any text, for example a date: changing it installs again, with the security updates of that day. @default "" */
  readonly snapshot?: string;
}

/** Where and how to build. */
export interface DebianOptions {
  /** The Storefleet cache folder. */
  readonly cacheDir: string;
  /** @default - deb.debian.org with updates and security */
  readonly debianMirror?: string | undefined;
  /** @default - cannot be stopped */
  readonly signal?: AbortSignal | undefined;
  /** Gets one line per step. @default - silent */
  readonly onProgress?: ((message: string) => void) | undefined;
}

/** Documentation and translations; copyright files stay. */
export const unneededPaths: readonly string[] = ["doc", "doc-base", "info", "lintian", "locale", "man", "bug"].map(
  (name) => `/usr/share/${name}/*`,
);

/** Host files that mmdebstrap copies in, device nodes (the runtime brings its own), package caches and logs. */
const leftovers = [
  "dev/*",
  "etc/hostname",
  "etc/resolv.conf",
  "etc/machine-id",
  "run/*",
  "tmp/*",
  "var/cache/*",
  "var/lib/apt",
  "var/lib/dpkg/*-old",
  "var/log/*",
  "var/tmp/*",
];

/**
 * Installs a Debian system with mmdebstrap and returns the tar, usable as the bottom layer of an image. Cached by what was asked for.
 * @throws when mmdebstrap is missing, naming the package, and with mmdebstrap's last lines when it fails
 */
export async function debianRootfs(options: DebianSystem & DebianOptions): Promise<string> {
  const build = async (scratch: string) => {
    const system = await install(options, scratch);
    const clean = join(scratch, "clean.tar");
    await copyTar(system, clean, keepAll);
    return clean;
  };
  return cachedFile(cacheFile(options, "rootfs", systemKey(options)), build, options);
}

/**
 * What the system has that the rootfs tar `base` has not, or has otherwise: the layer to stack on it. Files that only the base has stay visible,
 * so `packages` should include the base's. `dropPaths` are left out (`*` stops at slashes; a folder takes everything below it with it).
 */
export async function debianLayer(
  base: string,
  options: DebianSystem & DebianOptions & { readonly dropPaths?: readonly string[] },
): Promise<string> {
  const dropPaths = options.dropPaths ?? [];
  const key = [systemKey(options), base.slice(options.cacheDir.length), dropPaths];
  const build = async (scratch: string) => {
    const [system, known] = [await install(options, scratch), await fingerprints(base)];
    const own = await fingerprints(system);
    const drop = pathMatcher(dropPaths);
    const layer = join(scratch, "layer.tar");
    await copyTar(system, layer, (name) => keepAll(name) && !drop(name) && known.get(name) !== own.get(name));
    return layer;
  };
  return cachedFile(cacheFile(options, "layer", key), build, options);
}

async function install(options: DebianSystem & DebianOptions, scratch: string): Promise<string> {
  const { suite, packages = [], onProgress } = options;
  onProgress?.(`Debian ${suite} with ${packages.length === 0 ? "nothing added" : packages.join(", ")}`);
  const system = join(scratch, "system.tar");
  await mmdebstrap(options, system);
  return system;
}

/** An installed Debian package. */
export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/** The installed packages of a tar by {@link debianRootfs} or {@link debianLayer}, those of the layers below included, by name. */
export async function debianPackages(rootfs: string): Promise<readonly DebianPackage[]> {
  const status = await readMember(rootfs, "var/lib/dpkg/status");
  if (status === undefined)
    throw new Error(`${rootfs} has no var/lib/dpkg/status, so it is not a Debian system; pass the tar of debianRootfs()`);
  return parseStatus(status);
}

/** Reads dpkg's status file. */
export function parseStatus(status: string): readonly DebianPackage[] {
  const field = (paragraph: string, name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(paragraph)?.[1] ?? "";
  return status
    .split("\n\n")
    .filter((paragraph) => field(paragraph, "Status") === "install ok installed")
    .map((paragraph) => ({
      name: field(paragraph, "Package"),
      version: field(paragraph, "Version"),
      architecture: field(paragraph, "Architecture"),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** True for paths that a pattern names, and for everything below them. */
export function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  const sources = patterns.map((pattern) => pattern.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replaceAll("*", "[^/]*"));
  const all = new RegExp(`^(${sources.join("|")})(/|$)`);
  return (path) => patterns.length > 0 && all.test(path);
}

const isLeftover = pathMatcher(leftovers);
const keepAll = (name: string) => !isLeftover(name);

function systemKey(system: DebianSystem) {
  const { suite, variant = "essential", packages = [], excludePaths = unneededPaths, snapshot = "" } = system;
  return [builderVersion, imageEpoch, arch(), leftovers, suite, variant, [...packages].sort(), excludePaths, snapshot];
}

function cacheFile(options: DebianSystem & DebianOptions, kind: string, key: unknown): string {
  const hash = createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 16);
  return join(options.cacheDir, "images", "debian", `${options.suite}-${kind}-${hash}.tar`);
}

async function mmdebstrap(options: DebianSystem & DebianOptions, output: string): Promise<void> {
  const { packages = [], excludePaths = unneededPaths, debianMirror, signal } = options;
  const args = [
    `--variant=${options.variant ?? "essential"}`,
    ...excludePaths.map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
    "--dpkgopt=path-include=/usr/share/doc/*/copyright",
    '--aptopt=Apt::Install-Recommends "false"',
    '--aptopt=Acquire::Retries "3"',
    ...(packages.length === 0 ? [] : [`--include=${packages.join(",")}`]),
    options.suite,
    output,
    ...(debianMirror === undefined ? [] : [debianMirror]),
  ];
  try {
    await run("mmdebstrap", args, { signal, env: { SOURCE_DATE_EPOCH: String(imageEpoch), DEBIAN_FRONTEND: "noninteractive" } });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Error("mmdebstrap is needed to build images and is not installed; run: apt-get install -y mmdebstrap", { cause: error });
  }
}
