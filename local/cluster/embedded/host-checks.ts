import { access, readlink, statfs } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { ClusterError } from "../provider.ts";
import { type EmbeddedLayout, network } from "./layout.ts";
import { collides, type Listener, listListeners, type PortOwner, portOwners } from "./ports.ts";
import { listProcesses, type ProcessInfo } from "./processes.ts";
import { ownProcesses } from "./teardown.ts";

/** What a start must know about the machine before it touches anything. */
export interface HostFacts {
  readonly platform: string;
  readonly uid: number;
  /** Kubernetes processes in this network that are not ours. */
  readonly strangers: readonly Pick<ProcessInfo, "pid" | "name">[];
  /** Files of {@link foreignFiles} that exist. */
  readonly files: readonly string[];
  /** Who holds a port that the cluster needs. */
  readonly portOwners: readonly PortOwner[];
  /** IPv4 addresses of interfaces that are not ours. */
  readonly addresses: readonly string[];
  /** Bytes that can be written below the cluster's root. */
  readonly freeBytes: number;
}

/** Options of {@link checkHost}. */
export interface HostRequirements {
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly layout: EmbeddedLayout;
  /** True when there is a cluster already, which needs little more room. */
  readonly exists: boolean;
}

/** Bytes: programs, images and room for two small stores. */
export const neededBytes = 6 * 1024 ** 3;

/** Bytes without which the kubelet of a cluster that exists would start to end pods. */
export const neededBytesToStart = 1024 ** 3;

/** Files that another cluster leaves in /etc and /run. */
export const foreignFiles = [
  "/etc/kubernetes/kubelet.conf",
  "/etc/kubernetes/admin.conf",
  "/etc/kubernetes/manifests/kube-apiserver.yaml",
  "/etc/rancher/k3s/k3s.yaml",
  "/var/lib/rancher/k3s/server",
  "/var/lib/k0s/pki",
  "/var/snap/microk8s/current",
] as const;

/** Those that change rules or run pods. An API server alone, as tests start it, disturbs nobody: its port is checked like any other. */
const foreignPrograms = ["kubelet", "kube-proxy", "k3s", "k3s-server", "k0s", "rke2", "kubelite"];

/** The ports that the cluster's processes listen on, with the address. */
export function neededPorts(requirements: Pick<HostRequirements, "httpPort" | "httpsPort">): readonly { port: number; address: string }[] {
  const node = network.nodeAddress;
  const local = "127.0.0.1";
  return [
    { port: requirements.httpPort, address: "0.0.0.0" },
    { port: requirements.httpsPort, address: "0.0.0.0" },
    { port: network.apiPort, address: node },
    { port: 10250, address: node },
    { port: 2379, address: node },
    { port: 2380, address: node },
    ...[2379, 2381, 9099, 10248, 10249, 10256, 10257, 10259].map((port) => ({ port, address: local })),
  ];
}

/** Gathers {@link HostFacts}. */
export async function hostFacts(requirements: HostRequirements): Promise<HostFacts> {
  const wanted = neededPorts(requirements);
  const [processes, listeners, files, space] = await Promise.all([
    listProcesses(),
    listListeners(),
    Promise.all(foreignFiles.map(async (file) => ((await isReadable(file)) ? file : undefined))),
    statfs(await nearestFolder(requirements.layout.root)),
  ]);
  const inTheWay = listeners.filter((listener: Listener) => wanted.some(({ address, port }) => collides(listener, address, port)));
  const addresses = Object.entries(networkInterfaces())
    .filter(([name]) => name !== network.nodeInterface)
    .flatMap(([, infos]) => infos ?? [])
    .filter((info) => info.family === "IPv4")
    .map((info) => info.address);
  const own = new Set((await ownProcesses(requirements.layout)).map((info) => info.pid));
  const owners = await portOwners(inTheWay);
  return {
    platform: process.platform,
    uid: process.getuid?.() ?? -1,
    strangers: await inThisNetwork(processes.filter((info) => foreignPrograms.includes(info.name) && !own.has(info.pid))),
    files: files.filter((file) => file !== undefined),
    portOwners: owners.filter((owner) => owner.pid === undefined || !own.has(owner.pid)),
    addresses,
    freeBytes: space.bavail * space.bsize,
  };
}

/** Clusters inside containers (kind, k3d) show up among the processes, but their rules and ports are their own. */
async function inThisNetwork(processes: readonly ProcessInfo[]): Promise<readonly ProcessInfo[]> {
  const networkOf = (pid: number | "self") => readlink(`/proc/${pid}/ns/net`).catch(() => "");
  const here = await networkOf("self");
  const networks = await Promise.all(processes.map((info) => networkOf(info.pid)));
  return processes.filter((_, index) => networks[index] === here);
}

/** Throws a {@link ClusterError} that says what is in the way and what to do. Nothing was touched by then. */
export function checkHost(facts: HostFacts, requirements: HostRequirements): void {
  if (facts.platform !== "linux") {
    throw new ClusterError(
      "not-available",
      `the embedded cluster runs on Linux only, not on ${facts.platform}; install Docker and use the k3d provider`,
    );
  }
  if (facts.uid !== 0) {
    throw new ClusterError(
      "not-root",
      `the embedded cluster needs root (user id 0), not user id ${facts.uid}; run the same command with sudo`,
    );
  }
  const stranger = facts.strangers[0];
  if (stranger !== undefined) {
    throw new ClusterError(
      "other-cluster",
      `another Kubernetes runs on this machine: ${stranger.name} (pid ${stranger.pid}). Two would share iptables rules and ports; ` +
        "stop it first, or use it: set the cluster's context in the configuration (provider existing-context)",
    );
  }
  const foreign = facts.files[0];
  if (foreign !== undefined) {
    throw new ClusterError(
      "other-cluster",
      `${foreign} belongs to another Kubernetes installation; remove that installation (kubeadm reset, k3s-uninstall.sh) or use it through the provider existing-context`,
    );
  }
  checkPorts(facts.portOwners, requirements);
  const clash = facts.addresses.find((address) =>
    [network.podSubnet, network.serviceSubnet, `${network.nodeAddress}/32`].some((range) => inRange(address, range)),
  );
  if (clash !== undefined) {
    throw new ClusterError(
      "not-available",
      `this machine has the address ${clash}, which lies in the cluster's ranges ${network.podSubnet}, ${network.serviceSubnet}, ${network.nodeAddress}; disconnect that network (a VPN?) or use another provider`,
    );
  }
  const needed = requirements.exists ? neededBytesToStart : neededBytes;
  if (facts.freeBytes < needed) {
    const gib = (bytes: number) => (bytes / 1024 ** 3).toFixed(1);
    throw new ClusterError(
      "disk-full",
      `only ${gib(facts.freeBytes)} GiB are free below ${requirements.layout.root}; the cluster needs ${gib(needed)} GiB. Free some space and start again`,
    );
  }
}

function checkPorts(owners: readonly PortOwner[], requirements: HostRequirements): void {
  const owner = owners[0];
  if (owner === undefined) return;
  const who = owner.pid === undefined ? "a process that this user cannot see" : `${owner.name} (pid ${owner.pid})`;
  const key = owner.port === requirements.httpPort ? "httpPort" : owner.port === requirements.httpsPort ? "httpsPort" : undefined;
  const fix = key === undefined ? "stop it" : `stop it, or set another ${key} in the cluster's configuration`;
  throw new ClusterError("port-taken", `port ${owner.port} is taken by ${who}; ${fix}. Nothing was changed`);
}

/** True when an IPv4 address lies in a range such as 10.0.0.0/8. */
export function inRange(address: string, range: string): boolean {
  const [base = "", bits = "32"] = range.split("/");
  const number = (text: string) => text.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(address) / size) === Math.floor(number(base) / size);
}

async function isReadable(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function nearestFolder(folder: string): Promise<string> {
  return (await isReadable(folder)) || folder === "/" ? folder : nearestFolder(folder.slice(0, folder.lastIndexOf("/")) || "/");
}
