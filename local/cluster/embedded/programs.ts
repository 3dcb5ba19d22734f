import { copyFile, link, mkdir, realpath, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { containerdConfig } from "./containerd-config.ts";
import { containerdScript, kubeletScript, openNetworkScript, prepareScript } from "./host-scripts.ts";
import { clusterImages } from "./images.ts";
import { kubeadmConfig, kubeadmPatches } from "./kubeadm-config.ts";
import type { EmbeddedLayout } from "./layout.ts";
import { type EmbeddedParts, type RuleProgram, rulePrograms } from "./parts.ts";
import { superviseScript } from "./supervise-script.ts";

/** Names under which xtables-nft-multi does what it is asked for. */
const iptablesNames = ["iptables", "ip6tables"].flatMap((name) =>
  ["", "-save", "-restore", "-nft-save", "-nft-restore"].map((suffix) => name + suffix),
);

/** Puts the programs that run on the host into the cluster's own folders, where emptying the cache cannot take them away. */
export async function installPrograms(layout: EmbeddedLayout, parts: EmbeddedParts): Promise<void> {
  await Promise.all([mkdir(layout.bin, { recursive: true }), mkdir(layout.cniBin, { recursive: true })]);
  const isRule = (name: string): name is RuleProgram => (rulePrograms as readonly string[]).includes(name);
  await Promise.all([
    ...Object.entries(parts.host)
      .filter(([name]) => !isRule(name))
      .map(([name, source]) => installProgram(source, join(layout.bin, name))),
    ...Object.entries(parts.cni).map(([name, source]) => installProgram(source, join(layout.cniBin, name))),
    ...iptablesNames.map((name) => linkProgram(parts.host["xtables-nft-multi"], join(layout.bin, name))),
    ...(["ipset", "nft", "conntrack", "nfacct"] as const).map((name) => linkProgram(parts.host[name], join(layout.bin, name))),
  ]);
}

async function linkProgram(source: string, target: string): Promise<void> {
  await rm(target, { force: true });
  await symlink(await realpath(source), target);
}

/** A second name for the same bytes where the file system allows it: nothing is copied then. */
async function installProgram(source: string, target: string): Promise<void> {
  const [from, to] = await Promise.all([stat(source), stat(target).catch(() => undefined)]);
  if (to !== undefined && ((from.ino === to.ino && from.dev === to.dev) || (from.size === to.size && from.mtimeMs <= to.mtimeMs))) return;
  await rm(`${target}.new`, { force: true });
  await link(source, `${target}.new`).catch(() => copyFile(source, `${target}.new`));
  await rename(`${target}.new`, target);
}

/** Writes the configuration of every daemon and the scripts that start them. */
export async function writeConfiguration(layout: EmbeddedLayout, kubernetesVersion: string): Promise<void> {
  const { pause } = clusterImages(kubernetesVersion);
  await mkdir(join(layout.etc, "patches"), { recursive: true });
  const files: Readonly<Record<string, string>> = {
    prepare: prepareScript(layout),
    "run-containerd": containerdScript(layout),
    "run-kubelet": kubeletScript(layout),
    "open-network": openNetworkScript(layout),
    supervise: superviseScript(layout),
    "containerd.toml": containerdConfig(layout, pause),
    "kubeadm.yaml": kubeadmConfig(layout, kubernetesVersion),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(layout.etc, name), text);
  for (const [name, text] of Object.entries(kubeadmPatches())) await writeFile(join(layout.etc, "patches", name), text);
}
