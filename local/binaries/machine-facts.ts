import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { dirname } from "node:path";
import { findCommand, isRoot } from "../apt.ts";
import { missingHostTools } from "../debian-packages.ts";
import type { Environment } from "../paths.ts";
import { BINARY_NAMES, type BinaryName } from "./binary.ts";
import { runChild } from "./child.ts";
import { KUBERNETES } from "./go-modules.ts";
import type { GoSearch } from "./go-toolchain.ts";
import { type BinaryPlan, planOf } from "./plan.ts";
import { probeFiles, probeGoProxy, probeServer } from "./reachability.ts";
import { type BinaryOptions, decide, type Finding, type Setting, settingOf, survey } from "./survey.ts";

/** Whether something answers; undefined where it was not asked. */
export interface Answer {
  readonly name: string;
  readonly answers: boolean | undefined;
}

/** What `storefleet doctor` found out about a machine. Sizes in MiB. */
export interface MachineFacts {
  readonly nodeVersion: string;
  readonly npmVersion: string | undefined;
  readonly go: GoSearch;
  readonly cache: string;
  readonly freeDisk: number;
  /** Of the work that is still to do and of a small fleet. */
  readonly neededDisk: number;
  readonly memory: number;
  readonly isRoot: boolean;
  readonly hasApt: boolean;
  /** Debian packages that are not installed. */
  readonly missingTools: readonly string[];
  readonly releaseHosts: readonly Answer[];
  readonly mirror: Answer | undefined;
  readonly goProxy: Answer | undefined;
  readonly debian: Answer | undefined;
  readonly plans: readonly (BinaryPlan & { readonly title: string })[];
}

export interface FactsOptions extends BinaryOptions {
  /** @default - all */
  readonly names?: readonly BinaryName[];
}

const MEBIBYTE = 1 << 20;
/** Images, volumes and state of a small fleet. */
const RUNNING_MEBIBYTES = 10_000;

/** Looks around: programs, disk, memory, and which servers answer. Changes nothing; takes a few seconds without a network. */
export async function machineFacts(options: FactsOptions = {}): Promise<MachineFacts> {
  const setting = await settingOf(options);
  const { environment, cache, go, mirror } = setting;
  const findings = await survey(options.names ?? BINARY_NAMES, setting);
  const plans = planOf(findings, await decide(findings, setting));
  const [npmVersion, freeDisk, aptFile, tools, releaseHosts, isMirrorThere, isProxyThere, debian] = await Promise.all([
    versionOfNpm(environment),
    freeMebibytes(cache),
    findCommand("apt-get", { environment }),
    missingHostTools({ environment }),
    askReleaseHosts(setting),
    mirror === undefined || mirror.startsWith("file:") ? undefined : probeServer(mirror),
    "found" in go && KUBERNETES.probe ? probeGoProxy(go.found.proxy, KUBERNETES.probe) : undefined,
    askDebian(environment),
  ]);
  return {
    nodeVersion: process.versions.node,
    npmVersion,
    go,
    cache,
    freeDisk,
    neededDisk: RUNNING_MEBIBYTES + workMebibytes(findings, plans),
    memory: totalmem() / MEBIBYTE,
    isRoot: isRoot({}),
    hasApt: aptFile !== undefined,
    missingTools: tools.map((tool) => tool.package),
    releaseHosts,
    mirror: mirror === undefined ? undefined : { name: mirror, answers: isMirrorThere },
    goProxy: "found" in go ? { name: go.found.proxy, answers: isProxyThere } : undefined,
    debian,
    plans: plans.map((plan) => ({ ...plan, title: setting.catalog[plan.name].title })),
  };
}

function workMebibytes(findings: readonly Finding[], plans: readonly BinaryPlan[]): number {
  const built = new Set(plans.flatMap(({ name, route }) => (route === "go" ? [name] : [])));
  const modules = new Set(findings.flatMap(({ binary }) => (built.has(binary.name) ? [binary.go.module] : [])));
  return [...modules].reduce((sum, module) => sum + module.workMebibytes, 0);
}

async function versionOfNpm(environment: Environment): Promise<string | undefined> {
  const file = await findCommand("npm", { environment });
  if (!file) return undefined;
  return runChild(file, ["--version"], { environment }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

async function askReleaseHosts({ catalog, platform }: Setting): Promise<readonly Answer[]> {
  const urls = Object.values(catalog).flatMap(({ official }) => official?.artefacts[platform]?.url ?? []);
  const isServed = await probeFiles(urls, []);
  const byHost = new Map(urls.map((url) => [new URL(url).host, isServed(url)]));
  return [...byHost].map(([name, answers]) => ({ name, answers }));
}

async function askDebian(environment: Environment): Promise<Answer | undefined> {
  const targets = await runChild("apt-get", ["indextargets", "--format", "$(URI)"], { environment }).catch(() => undefined);
  const first = targets?.stdout.split("\n")[0];
  if (!first || !URL.canParse(first)) return undefined;
  return { name: new URL(first).host, answers: await probeServer(first) };
}

/** Free space on the disk of the nearest folder that exists: the cache may not have been made yet. */
async function freeMebibytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return (bavail * bsize) / MEBIBYTE;
  } catch (error) {
    if (dirname(folder) === folder) throw error;
    return freeMebibytes(dirname(folder));
  }
}
