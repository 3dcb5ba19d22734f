import { readdir, readFile, rm, rmdir, stat, writeFile } from "node:fs/promises";
import type { ProcessRunner } from "../process-runner.ts";
import type { OperationOptions } from "../provider.ts";
import { apiClient } from "./api-client.ts";
import { groupProcesses, removeGroups } from "./cgroups.ts";
import { markNodeStopped } from "./health.ts";
import { xtablesLock } from "./host-scripts.ts";
import { ctr } from "./image-store.ts";
import { type EmbeddedLayout, network } from "./layout.ts";
import { ownSets, removalScript, unusedTables } from "./netfilter.ts";
import { allGone, endProcesses, executable, listProcesses, type ProcessInfo, processInfo } from "./processes.ts";
import type { ServiceManager } from "./services.ts";

/** What databases and shops get to end in an orderly way. */
export const workloadGraceMs = 10_000;
/** Nothing of the control plane but etcd holds state; CoreDNS waits 5 s by itself for questions that nobody asks any more. */
const systemGraceMs = 500;
const etcdGraceMs = 3000;

/** Objects that kube-proxy makes to count what it drops. */
const proxyCounters = ["ct_state_invalid_dropped_pkts", "localhost_nps_accepted_pkts"];

/** What a teardown acts with. */
export interface TeardownContext {
  readonly layout: EmbeddedLayout;
  readonly run: ProcessRunner;
  readonly services: ServiceManager;
}

/**
 * Ends pods, daemons and everything that they made in the kernel; the data stays. Works from any state, also one that a crash left.
 * With a grace of 0 pods are killed: for when their data goes too.
 * The order matters: the kubelet first (it would start pods again), the runtime after its pods, rules after whoever writes them.
 */
export async function teardown(context: TeardownContext, options: OperationOptions, graceMs = workloadGraceMs): Promise<void> {
  const { layout, services } = context;
  await services.stop("kubelet");
  if (graceMs > 0) await stopPods(context, graceMs, options);
  await killPods(layout);
  await endProcesses(await ownProcesses(layout, "containerd-shim"), 0);
  await services.stop("containerd");
  await endProcesses(await ownProcesses(layout), 500);
  await services.remove();
  await removeKernelState(context);
  await rm(layout.run, { recursive: true, force: true });
}

/** Stops containers the way the kubelet does: first the stores, then the cluster's own parts, etcd last; whatever is left by force. */
async function stopPods(context: TeardownContext, graceMs: number, options: OperationOptions): Promise<void> {
  const { layout, run, services } = context;
  if (!(await services.status()).containerd) return;
  await tellStop(layout);
  const list = async (...args: readonly string[]) => (await run(ctr(layout, ...args), { timeoutMs: 5000 })).stdout;
  const names = async (filter: string) => new Set(lines(await list("containers", "ls", "-q", filter)));
  const system = await names(`labels."io.kubernetes.pod.namespace"==kube-system`);
  const sandboxes = await names(`labels."io.cri-containerd.kind"==sandbox`);
  const etcd = await names(`labels."io.kubernetes.container.name"==etcd`);
  const tasks = parseTasks(await list("tasks", "ls")).filter((task) => !sandboxes.has(task.id));
  await endTasks(
    context,
    tasks.filter((task) => !system.has(task.id)),
    graceMs,
    options,
  );
  await endTasks(
    context,
    tasks.filter((task) => system.has(task.id) && !etcd.has(task.id)),
    systemGraceMs,
    {},
  );
  await endTasks(
    context,
    tasks.filter((task) => etcd.has(task.id)),
    etcdGraceMs,
    options,
  );
}

/** No loss when the API server is gone already: the next start then takes some seconds longer. */
async function tellStop(layout: EmbeddedLayout): Promise<void> {
  const kubeconfig = await readFile(layout.adminKubeconfig, "utf8").catch(() => undefined);
  if (kubeconfig === undefined) return;
  const api = apiClient(kubeconfig);
  await markNodeStopped(api).catch(() => undefined);
  api.close();
}

async function killPods(layout: EmbeddedLayout): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const infos = await processInfos(await groupProcesses(layout.cgroupBase, "kubepods"));
    if (infos.length === 0) return;
    await endProcesses(infos, 0);
  }
}

/** Asks containers to end and kills those that do not within the grace. Kills are reported to who listens: they may have cost data. */
async function endTasks(
  { layout, run }: TeardownContext,
  tasks: readonly Task[],
  graceMs: number,
  options: OperationOptions,
): Promise<void> {
  const processes = await processInfos(tasks.map((task) => task.pid));
  // Without a signal named, ctr sends the one that the image asks for: Postgres needs another than the usual one.
  await Promise.all(tasks.map((task) => run(ctr(layout, "tasks", "kill", task.id), { timeoutMs: 5000 })));
  if (await allGone(processes, graceMs)) return;
  const left = await processInfos(processes.map((info) => info.pid));
  await endProcesses(left, 0);
  options.onProgress?.({ type: "note", message: `killed after ${graceMs / 1000} s: ${left.map((info) => info.name).join(", ")}` });
}

async function processInfos(pids: readonly number[]): Promise<readonly ProcessInfo[]> {
  return (await Promise.all(pids.map((pid) => processInfo(pid)))).filter((info) => info !== undefined);
}

interface Task {
  readonly id: string;
  readonly pid: number;
}

/** Reads `ctr tasks ls`. */
export function parseTasks(output: string): readonly Task[] {
  return lines(output)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[2] === "RUNNING")
    .map((fields) => ({ id: fields[0] ?? "", pid: Number(fields[1]) }));
}

/** Running processes whose program lies in the cluster's folders or which are in its control groups. `named` picks by the start of the file name. */
export async function ownProcesses(layout: EmbeddedLayout, named = ""): Promise<readonly ProcessInfo[]> {
  const grouped = new Set(await groupProcesses(layout.cgroupBase, ""));
  const own: ProcessInfo[] = [];
  for (const info of await listProcesses()) {
    if (info.pid === process.pid) continue;
    const program = await executable(info.pid);
    const isScript = info.command.startsWith(`/bin/sh ${layout.etc}/`);
    const isOurs = program?.startsWith(`${layout.bin}/`) === true || (named === "" && (isScript || grouped.has(info.pid)));
    if (isOurs && program?.slice(program.lastIndexOf("/") + 1).startsWith(named) !== false) own.push(info);
  }
  return own;
}

/** Removes rules, sets, interfaces, groups and mounts, and puts kernel settings back. */
export async function removeKernelState({ layout, run }: TeardownContext): Promise<void> {
  await removeNamespace(layout, run);
  for (const family of ["iptables-nft", "ip6tables-nft"]) {
    const { stdout } = await run([`${layout.bin}/${family}-save`]);
    const script = removalScript(stdout);
    if (script !== "") await run([`${layout.bin}/${family}-restore`, "--noflush"], { input: script });
    const version = family.startsWith("ip6") ? "ip6" : "ip";
    for (const table of unusedTables((await run([`${layout.bin}/${family}-save`])).stdout)) {
      await run([`${layout.bin}/nft`, "delete", "table", version, table]);
    }
  }
  for (const set of ownSets((await run([`${layout.bin}/ipset`, "list", "-n"])).stdout)) await run([`${layout.bin}/ipset`, "destroy", set]);
  for (const link of await ownLinks()) await run(["ip", "link", "delete", link]);
  await removeGroups(layout.cgroupBase);
  for (const counter of proxyCounters) await run([`${layout.bin}/nfacct`, "delete", counter]);
  await restoreSysctls(layout);
  if ((await stat(layout.ownXtablesLock).catch(() => undefined)) !== undefined) await rm(xtablesLock, { force: true });
}

/** Interfaces of pods and of the node. */
export async function ownLinks(): Promise<readonly string[]> {
  const names = await readdir("/sys/class/net");
  return names.filter((name) => /^cali[0-9a-f]{11}$/.test(name) || name === network.nodeInterface);
}

/** Unpins the mount namespace; with its last process gone it takes every mount inside with it. */
async function removeNamespace(layout: EmbeddedLayout, run: ProcessRunner): Promise<void> {
  await run(["umount", "-l", `${layout.namespace}/mnt`]);
  await run(["umount", "-l", layout.namespace]);
  await rm(layout.namespace, { recursive: true, force: true });
  const points = lines(await readFile(layout.mountPoints, "utf8").catch(() => ""));
  for (const point of points.reverse()) await rmdir(point).catch(() => {});
  await rm(layout.mountPoints, { force: true });
}

async function restoreSysctls(layout: EmbeddedLayout): Promise<void> {
  const recorded = await readFile(layout.sysctls, "utf8").catch(() => "");
  for (const { name, value } of parseSysctls(recorded)) {
    const current = (await readFile(`/proc/sys/${name}`, "utf8").catch(() => value)).trim();
    if (current !== value) await writeFile(`/proc/sys/${name}`, value).catch(() => {});
  }
  await rm(layout.sysctls, { force: true });
}

/** Reads the file of recorded settings: a name and its value per line. */
export function parseSysctls(text: string): readonly { readonly name: string; readonly value: string }[] {
  return lines(text).map((line) => {
    const space = line.indexOf(" ");
    return { name: line.slice(0, space), value: line.slice(space + 1).trim() };
  });
}

const lines = (text: string) => text.split("\n").filter((line) => line !== "");
