import type { ChildProcess } from "node:child_process";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type ClusterClient, openCluster } from "../control/cluster/client.ts";
import { buildImages } from "../images/catalog.ts";
import { chooseProvider } from "../local/cluster/choose.ts";
import { cacheFolder, stateFolder } from "../local/paths.ts";

/** The workstation's cluster, by the kubeconfig that a start has written. */
export async function openWorkstation(): Promise<ClusterClient> {
  return openCluster(await readFile(join(stateFolder(process.env), "cluster", "kubeconfig"), "utf8"));
}

/** Puts the image that probes run into the cluster. */
export async function loadToolbox(): Promise<void> {
  const files = await buildImages(["toolbox"], { cacheDir: cacheFolder(process.env) });
  const cluster = await chooseProvider({});
  await cluster.loadImages(files.map(({ file }) => file));
}

/** Waits for something; fails saying what did not come. */
export async function waitUntil(what: string, condition: () => Promise<boolean>, seconds: number): Promise<void> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await pause(200)) if (await condition()) return;
  throw new Error(`waited ${seconds} s for ${what}`);
}

/** Pulumi processes below a running command. */
export function enginesOf(child: ChildProcess): number[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,comm="], { encoding: "utf8" }).trim().split("\n");
  const processes = lines
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, command]) => ({ pid: Number(pid), parent: Number(parent), command }));
  const below = (pid: number): typeof processes =>
    processes.filter(({ parent }) => parent === pid).flatMap((found) => [found, ...below(found.pid)]);
  return child.pid === undefined ? [] : below(child.pid).flatMap(({ pid, command }) => (command === "pulumi" ? [pid] : []));
}
