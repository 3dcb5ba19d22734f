import { createHash } from "node:crypto";
import { access, readdir, readFile, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { writeImageArchive } from "../../../images/builder/archive.ts";
import { debianRootfs } from "../../../images/builder/debian.ts";
import type { OperationOptions } from "../provider.ts";
import type { EmbeddedParts, PodProgram } from "./parts.ts";

/** Raised when images of the same programs must be built anew. */
const imageRevision = 1;

/** What kube-proxy and Felix call to change rules. */
const ruleTools = ["iptables", "ipset", "conntrack", "nftables", "kmod", "iproute2"];

/** References of the cluster's own images; those of kubeadm's pods are the ones that its version asks for. */
export interface ClusterImages {
  readonly pause: string;
  readonly felix: string;
  readonly provisioner: string;
  /** Has a shell; runs the provisioner's scripts. */
  readonly helper: string;
}

interface ImageSpec {
  readonly reference: string;
  readonly program: PodProgram;
  readonly path: string;
  readonly debian: boolean;
}

/** The references and what they are made of. */
export function clusterImages(kubernetesVersion: string): ClusterImages & { readonly specs: readonly ImageSpec[] } {
  const upstream = (name: PodProgram): ImageSpec => ({
    reference: `registry.k8s.io/${name}:${kubernetesVersion}`,
    program: name,
    path: `/usr/local/bin/${name}`,
    debian: name === "kube-proxy",
  });
  const pause = "registry.k8s.io/pause:3.10.2";
  const felix = "storefleet.local/calico-felix:3.28.5";
  const provisioner = "storefleet.local/local-path-provisioner:0.0.30";
  return {
    pause,
    felix,
    provisioner,
    helper: felix,
    specs: [
      { reference: pause, program: "pause", path: "/pause", debian: false },
      { reference: "registry.k8s.io/etcd:3.6.8-0", program: "etcd", path: "/usr/local/bin/etcd", debian: false },
      upstream("kube-apiserver"),
      upstream("kube-controller-manager"),
      upstream("kube-scheduler"),
      upstream("kube-proxy"),
      { reference: felix, program: "calico-felix", path: "/usr/local/bin/calico-felix", debian: true },
      { reference: "registry.k8s.io/coredns/coredns:v1.14.2", program: "coredns", path: "/coredns", debian: false },
      { reference: provisioner, program: "local-path-provisioner", path: "/local-path-provisioner", debian: false },
    ],
  };
}

/**
 * Builds the archives that are not in the cache yet and returns all of them, in the order in which a start needs them.
 * @param cache the Storefleet cache folder
 */
export async function buildClusterImages(parts: EmbeddedParts, cache: string, options: OperationOptions): Promise<readonly string[]> {
  const { specs } = clusterImages(parts.kubernetesVersion);
  const suite = await debianSuite();
  const files: string[] = [];
  let rootfs: string | undefined;
  for (const spec of specs) {
    options.signal?.throwIfAborted();
    const source = parts.pods[spec.program];
    const file = join(cache, "images/cluster", `${spec.program}-${await contentKey(spec, source, spec.debian ? suite : "")}.tar`);
    files.push(file);
    if (await exists(file)) continue;
    if (spec.debian) {
      rootfs ??= await debianRootfs({ suite, packages: ruleTools, cacheDir: cache, signal: options.signal });
    }
    const base = spec.debian && rootfs !== undefined ? [{ kind: "tar", file: rootfs } as const] : [];
    const program = { kind: "files", entries: [{ path: spec.path, source, mode: 0o755 }] } as const;
    await writeImageArchive({ reference: spec.reference, layers: [...base, program], config: { entrypoint: [spec.path] }, output: file });
  }
  await removeOldArchives(join(cache, "images/cluster"), new Set(files.map((file) => basename(file))));
  return files;
}

/** Archives of programs that were replaced: a gigabyte that nothing would ever use again. */
async function removeOldArchives(folder: string, current: ReadonlySet<string>): Promise<void> {
  const old = (await readdir(folder)).filter((name) => /-[0-9a-f]{12}\.tar$/.test(name) && !current.has(name));
  for (const name of old) await rm(join(folder, name), { force: true });
}

/** Size and time tell one build from the next: binaries are never changed in place. */
async function contentKey(spec: ImageSpec, source: string, suite: string): Promise<string> {
  const { size, mtimeMs } = await stat(source);
  const key = JSON.stringify([imageRevision, spec.reference, spec.path, source, size, mtimeMs, suite, suite === "" ? [] : ruleTools]);
  return createHash("sha256").update(key).digest("hex").slice(0, 12);
}

/** The host's own Debian: pods and host change the same rules, and older tools do not read what newer ones wrote. */
async function debianSuite(): Promise<string> {
  const text = await readFile("/etc/os-release", "utf8").catch(() => "");
  const isDebian = /^ID=debian$/m.test(text);
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(text)?.[1];
  return isDebian && suite !== undefined ? suite : "trixie";
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
