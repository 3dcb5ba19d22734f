import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { AptError, type AptOptions, downloadPackages, requireApt, timed } from "./apt.ts";
import { newStagingFolder } from "./binaries/cache.ts";
import { runChild } from "./binaries/child.ts";
import { cacheFolder } from "./paths.ts";

/**
 * Packages that are unpacked and not installed. containerd's would start a system service with the system's socket and folders;
 * busybox-static would replace `busybox`; the others belong to them.
 */
const UNPACKED = ["containerd", "runc", "containernetworking-plugins", "busybox-static"] as const;
type Unpacked = (typeof UNPACKED)[number];

/** Debian's container runtime, unpacked beside the system: absolute paths of its programs. */
export interface ContainerRuntime {
  readonly containerd: string;
  readonly shim: string;
  readonly ctr: string;
  readonly runc: string;
  /** Folder with `host-local`, `loopback`, `portmap` and the other standard plugins. */
  readonly cniPlugins: string;
  readonly busybox: string;
  /** Debian versions, by package. */
  readonly versions: Readonly<Record<Unpacked, string>>;
}

/**
 * Fetches and unpacks the container runtime into `<cache>/debian/<package>_<version>`. apt verifies every package against the
 * signed lists of Debian. What is unpacked stays in use, without a network or root, so that a cluster never changes its runtime
 * by itself; removing `<cache>/debian` fetches Debian's current versions.
 *
 * @throws {AptError} if this is no Debian, or if a package can neither be found unpacked nor fetched.
 */
export async function ensureContainerRuntime(options: AptOptions = {}): Promise<ContainerRuntime> {
  const folder = join(cacheFolder(options.environment ?? process.env), "debian");
  const versions = await unpackedVersions(folder);
  const missing = UNPACKED.filter((name) => !versions.has(name));
  if (missing.length === 0) return describe(folder, versions);
  await requireApt("The embedded cluster", options);
  const fetched = await fetchAll(folder, missing, options);
  options.onProgress?.({ phase: "done", packages: missing, seconds: 0 });
  return describe(folder, new Map([...versions, ...fetched]));
}

/** Version of each package that is there; the last one by name if there are several. */
async function unpackedVersions(folder: string): Promise<Map<string, string>> {
  const versions = new Map<string, string>();
  for (const entry of (await readdir(folder).catch(() => [])).sort()) {
    const [name = "", version] = entry.split("_", 2);
    if (version !== undefined) versions.set(name, version.replaceAll("%3a", ":"));
  }
  return versions;
}

async function fetchAll(folder: string, packages: readonly Unpacked[], options: AptOptions): Promise<ReadonlyMap<string, string>> {
  const staging = await newStagingFolder(cacheFolder(options.environment ?? process.env));
  const versions = new Map<string, string>();
  try {
    await downloadPackages(packages, staging, options);
    await mkdir(folder, { recursive: true });
    for (const file of (await readdir(staging)).filter((entry) => entry.endsWith(".deb"))) {
      const archive = join(staging, file);
      const [name = "", version = ""] = await fieldsOf(archive, options);
      const tree = join(staging, name);
      await timed(options, "unpacking", [name], () => dpkg(["-x", archive, tree], options));
      await rename(tree, treeOf(folder, name, version)).catch(async (error: NodeJS.ErrnoException) => {
        // Another process has just put the same tree there.
        if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
      });
      versions.set(name, version);
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  const absent = packages.filter((name) => !versions.has(name));
  if (absent.length > 0) throw new AptError(`apt-get download brought no package for ${absent.join(", ")}.`);
  return versions;
}

async function fieldsOf(archive: string, options: AptOptions): Promise<readonly string[]> {
  const { stdout } = await (options.run ?? runChild)("dpkg-deb", ["--field", archive, "Package", "Version"], {
    environment: options.environment ?? process.env,
    signal: options.signal,
  });
  return ["Package", "Version"].map((field) => new RegExp(`^${field}: (.+)$`, "m").exec(stdout)?.[1] ?? "");
}

async function dpkg(dpkgArguments: readonly string[], options: AptOptions): Promise<void> {
  await (options.run ?? runChild)("dpkg", dpkgArguments, { environment: options.environment ?? process.env, signal: options.signal });
}

async function describe(folder: string, versions: ReadonlyMap<string, string>): Promise<ContainerRuntime> {
  const tree = (name: Unpacked) => treeOf(folder, name, versions.get(name) ?? "");
  const runtime: ContainerRuntime = {
    containerd: join(tree("containerd"), "usr/bin/containerd"),
    shim: join(tree("containerd"), "usr/bin/containerd-shim-runc-v2"),
    ctr: join(tree("containerd"), "usr/bin/ctr"),
    runc: join(tree("runc"), "usr/sbin/runc"),
    cniPlugins: join(tree("containernetworking-plugins"), "usr/lib/cni"),
    busybox: join(tree("busybox-static"), "bin/busybox"),
    versions: Object.fromEntries(versions) as Record<Unpacked, string>,
  };
  const { versions: _versions, ...files } = runtime;
  for (const file of Object.values(files)) {
    await stat(file).catch((cause) => {
      throw new AptError(`${file} is not in Debian's package as expected. Remove ${folder} and run it again.`, { cause });
    });
  }
  return runtime;
}

function treeOf(folder: string, name: string, version: string): string {
  return join(folder, `${name}_${version.replaceAll(":", "%3a")}`);
}
