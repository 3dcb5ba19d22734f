import { join } from "node:path";
import { findCommand } from "./apt.ts";
import type { BinaryName } from "./binaries/binary.ts";
import { ensureBinaries } from "./binaries/ensure.ts";
import { type EmbeddedParts, rulePrograms } from "./cluster/embedded/parts.ts";
import type { OperationOptions } from "./cluster/provider.ts";
import { ensureContainerRuntime } from "./container-runtime.ts";
import { ensureHostTools } from "./debian-packages.ts";
import type { Environment } from "./paths.ts";

/** Binaries of the catalog that the embedded cluster runs. */
export const clusterBinaries = [
  "kubelet",
  "kubeadm",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kube-proxy",
  "etcd",
  "pause",
  "calico-felix",
  "calico",
  "coredns",
  "local-path-provisioner",
] as const satisfies readonly BinaryName[];

/**
 * Gets every program of the embedded cluster: host tools and container runtime from Debian, the rest from the binaries' catalog.
 *
 * @throws {AptError | BinaryError} saying what is missing and how to get it
 */
export async function obtainEmbeddedParts(environment: Environment, options: OperationOptions): Promise<EmbeddedParts> {
  const note = (message: string) => options.onProgress?.({ type: "note", message });
  const apt = {
    environment,
    signal: options.signal,
    onProgress: ({ phase, packages }: { readonly phase: string; readonly packages: readonly string[] }) =>
      note(`${phase} ${packages.join(", ")}`),
  };
  await ensureHostTools(apt);
  const runtime = await ensureContainerRuntime(apt);
  const binaries = await ensureBinaries(clusterBinaries, {
    environment,
    signal: options.signal,
    onProgress: ({ binary, phase, seconds }) => {
      if (phase === "building" || phase === "downloading") note(`${phase} ${binary} (${Math.round(seconds)} s)`);
    },
  });
  const file = (name: (typeof clusterBinaries)[number]) => {
    const binary = binaries.get(name);
    if (binary === undefined) throw new Error(`${name} was not obtained although nothing failed`);
    return binary;
  };
  const rules = await Promise.all(rulePrograms.map(async (name) => [name, await required(name, environment)] as const));
  return {
    kubernetesVersion: `v${file("kubelet").version.replace(/^v/, "")}`,
    host: {
      containerd: runtime.containerd,
      "containerd-shim-runc-v2": runtime.shim,
      ctr: runtime.ctr,
      runc: runtime.runc,
      kubelet: file("kubelet").file,
      kubeadm: file("kubeadm").file,
      ...(Object.fromEntries(rules) as Record<(typeof rulePrograms)[number], string>),
    },
    cni: {
      calico: file("calico").file,
      "host-local": join(runtime.cniPlugins, "host-local"),
      loopback: join(runtime.cniPlugins, "loopback"),
      portmap: join(runtime.cniPlugins, "portmap"),
    },
    pods: {
      "kube-apiserver": file("kube-apiserver").file,
      "kube-controller-manager": file("kube-controller-manager").file,
      "kube-scheduler": file("kube-scheduler").file,
      "kube-proxy": file("kube-proxy").file,
      etcd: file("etcd").file,
      pause: file("pause").file,
      coredns: file("coredns").file,
      "calico-felix": file("calico-felix").file,
      "local-path-provisioner": file("local-path-provisioner").file,
    },
  };
}

async function required(command: string, environment: Environment): Promise<string> {
  const found = await findCommand(command, environment);
  if (found === undefined)
    throw new Error(
      `${command} is missing although its package is installed; run apt-get install --reinstall iptables nftables ipset conntrack`,
    );
  return found;
}
