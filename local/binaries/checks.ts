import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { dirname } from "node:path";
import { findCommand, isRoot } from "../apt.ts";
import { missingHostTools } from "../debian-packages.ts";
import { BINARY_NAMES, type BinaryName } from "./binary.ts";
import { type Check, check } from "./check.ts";
import { runChild } from "./child.ts";
import { checkNetwork } from "./network-checks.ts";
import { type BinaryPlan, planOf } from "./plan.ts";
import { type BinaryOptions, decide, type Setting, settingOf, survey } from "./survey.ts";

export interface CheckOptions extends BinaryOptions {
  /** @default - all */
  readonly names?: readonly BinaryName[];
  /** Version of the running Node.js. @default process.versions.node */
  readonly nodeVersion?: string;
  /** Free space of the cache's disk. @default - asked */
  readonly freeMebibytes?: number;
  /** @default - asked */
  readonly totalMebibytes?: number;
  /** @default - whether this process is root */
  readonly isRoot?: boolean;
}

const MEBIBYTE = 1 << 20;
/** Images, volumes and state of a small fleet. */
const RUNNING_MEBIBYTES = 10_000;
/** The cluster's own processes (1.1 GB), one store (1 GB), and the engine (0.5 GB). */
const MEMORY_MEBIBYTES = 3_500;

/** Everything about this machine that decides whether a start will work and what it will have to do first. */
export async function checkMachine(options: CheckOptions = {}): Promise<readonly Check[]> {
  const setting = await settingOf(options);
  const findings = await survey(options.names ?? BINARY_NAMES, setting);
  const decisions = await decide(findings, setting);
  const plans = planOf(findings, decisions);
  const willBuild = plans.some(({ route }) => route === "go");
  const needed =
    RUNNING_MEBIBYTES +
    (willBuild ? findings.reduce((sum, { binary, cached }) => sum + (cached ? 0 : binary.go.module.workMebibytes / 2), 0) : 0);
  return [
    checkNode(options.nodeVersion ?? process.versions.node),
    await checkNpm(setting),
    checkGo(setting, plans),
    checkDisk(options.freeMebibytes ?? (await freeMebibytes(setting.cache)), Math.round(needed), setting),
    checkMemory(options.totalMebibytes ?? totalmem() / MEBIBYTE),
    checkRoot(options.isRoot ?? isRoot({})),
    await checkPackages(setting),
    ...(await checkNetwork(setting)),
    checkRoutes(plans),
    ...plans.map((plan) => checkBinary(plan, setting)),
  ];
}

function checkNode(version: string): Check {
  const isNew = Number(version.split(".")[0]) >= 24;
  return check(
    "node",
    "Node.js",
    isNew ? "ok" : "missing",
    version,
    isNew ? "" : "Start through npm (npm start): it brings Node 24 along.",
  );
}

async function checkNpm({ environment }: Setting): Promise<Check> {
  const file = await findCommand("npm", environment);
  const version = file
    ? await runChild(file, ["--version"], { environment }).then(
        ({ stdout }) => stdout.trim(),
        () => undefined,
      )
    : undefined;
  return check(
    "npm",
    "npm",
    version ? "ok" : "missing",
    version ?? "not found on PATH",
    version ? "" : "Install npm (Debian: apt-get install npm).",
  );
}

function checkGo({ go }: Setting, plans: readonly BinaryPlan[]): Check {
  const isNeeded = plans.some(({ route }) => route === "go" || route === "none");
  if ("found" in go) return check("go", "Go", "ok", `${go.found.version} at ${go.found.file}, modules from ${go.found.proxy}`);
  return check(
    "go",
    "Go",
    isNeeded ? "missing" : "warning",
    isNeeded ? go.missing : `${go.missing}; nothing needs to be built`,
    "Install Go 1.26 or later: https://go.dev/dl",
  );
}

function checkDisk(free: number, needed: number, { cache }: Setting): Check {
  const detail = `${gigabytes(free)} free for ${cache}; ${gigabytes(needed)} needed`;
  return check(
    "disk",
    "disk space",
    free >= needed ? "ok" : "missing",
    detail,
    free >= needed ? "" : "Free some space, or set STOREFLEET_CACHE to a folder on a larger disk.",
  );
}

function checkMemory(total: number): Check {
  const isEnough = total >= MEMORY_MEBIBYTES;
  const detail = `${gigabytes(total)} in all; the embedded cluster with one store takes ${gigabytes(MEMORY_MEBIBYTES)}`;
  return check(
    "memory",
    "memory",
    isEnough ? "ok" : "warning",
    detail,
    isEnough ? "" : "Use a larger machine, or name a kubeconfig context of a cluster elsewhere.",
  );
}

function checkRoot(is: boolean): Check {
  return check(
    "root",
    "root",
    is ? "ok" : "warning",
    is ? "yes" : "no: the embedded cluster cannot be started",
    is ? "" : "Run as root, use k3d, or name a kubeconfig context of a running cluster.",
  );
}

async function checkPackages({ environment }: Setting): Promise<Check> {
  const hasApt = (await findCommand("apt-get", environment)) !== undefined;
  const missing = await missingHostTools({ environment });
  const names = missing.map((tool) => tool.package).join(" ");
  if (missing.length === 0) return check("host-tools", "host tools", "ok", "all installed");
  if (!hasApt)
    return check(
      "host-tools",
      "host tools",
      "warning",
      `missing, and no apt-get to install them: ${names}`,
      "The embedded cluster needs Debian or Ubuntu. Use k3d, or name a kubeconfig context.",
    );
  return check(
    "host-tools",
    "host tools",
    "warning",
    `will be installed when the embedded cluster starts: ${names}`,
    `To do it now: apt-get install -y ${names}`,
  );
}

function checkRoutes(plans: readonly BinaryPlan[]): Check {
  const count = (route: BinaryPlan["route"]) => plans.filter((plan) => plan.route === route).length;
  const parts = (["cache", "official", "mirror", "go"] as const).flatMap((route) =>
    count(route) > 0 ? [`${count(route)} ${ROUTE_TITLES[route]}`] : [],
  );
  const closed = count("none");
  const reasons = [...new Set(plans.flatMap((plan) => (plan.route === "none" ? plan.reasons : [])))];
  const detail = [...parts, ...(closed > 0 ? [`${closed} cannot be had`] : [])].join(", ");
  return check("binaries", "binaries in all", closed > 0 ? "missing" : "ok", detail, reasons.join("; "));
}

const ROUTE_TITLES = { cache: "cached", official: "to download", mirror: "from the mirror", go: "to build with Go" } as const;

function checkBinary(plan: BinaryPlan, { catalog }: Setting): Check {
  const id = `binary:${plan.name}`;
  const { title } = catalog[plan.name];
  if (plan.route === "none") return check(id, title, "missing", "cannot be had here", plan.reasons.join("; "));
  if (plan.route === "cache") return check(id, title, "ok", `${plan.version}, ${plan.source}`);
  return check(id, title, "ok", `${plan.version}, ${ROUTE_TITLES[plan.route]} (about ${plan.expectedSeconds} s): ${plan.source}`);
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

function gigabytes(mebibytes: number): string {
  return `${(mebibytes / 1024).toFixed(1)} GiB`;
}
