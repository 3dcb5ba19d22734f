import { type Check, missing, ok, warning } from "./check.ts";
import { type FactsOptions, type MachineFacts, machineFacts } from "./machine-facts.ts";

/** The cluster's own processes (1.1 GB), one store (1 GB), and the engine (0.5 GB). */
const MEMORY_MEBIBYTES = 3_500;
const ROUTE_TITLES = { cache: "cached", official: "to download", mirror: "from the mirror", go: "to build with Go" } as const;

/** Everything about this machine that decides whether a start will work and what it will have to do first. */
export async function checkMachine(options: FactsOptions = {}): Promise<readonly Check[]> {
  return checksOf(await machineFacts(options));
}

/** Judges what was found. */
export function checksOf(facts: MachineFacts): readonly Check[] {
  return [
    checkNode(facts),
    checkNpm(facts),
    checkGo(facts),
    checkDisk(facts),
    checkMemory(facts),
    checkRoot(facts),
    checkHostTools(facts),
    checkReleases(facts),
    checkMirror(facts),
    checkGoProxy(facts),
    checkDebian(facts),
    checkBinaries(facts),
    ...facts.plans.map(checkBinary),
  ];
}

type Judge = (facts: MachineFacts) => Check;

const checkNode: Judge = ({ nodeVersion }) => {
  const isNew = Number(nodeVersion.split(".")[0]) >= 24;
  return isNew
    ? ok("node", "Node.js", nodeVersion)
    : missing("node", "Node.js", nodeVersion, "Start through npm (npm start): it brings Node 24 along.");
};

const checkNpm: Judge = ({ npmVersion }) =>
  npmVersion ? ok("npm", "npm", npmVersion) : missing("npm", "npm", "not found on PATH", "Install npm (Debian: apt-get install npm).");

const checkGo: Judge = ({ go, plans }) => {
  if ("found" in go) return ok("go", "Go", `${go.found.version} at ${go.found.file}, modules from ${go.found.proxy}`);
  const isNeeded = plans.some(({ route }) => route === "none");
  return isNeeded
    ? missing("go", "Go", go.missing, "Install Go 1.26 or later: https://go.dev/dl")
    : ok("go", "Go", `${go.missing}; nothing needs to be built`);
};

const checkDisk: Judge = ({ freeDisk, neededDisk, cache }) => {
  const detail = `${gigabytes(freeDisk)} free for ${cache}; ${gigabytes(neededDisk)} needed`;
  return freeDisk >= neededDisk
    ? ok("disk", "disk space", detail)
    : missing("disk", "disk space", detail, "Free some space, or set STOREFLEET_CACHE to a folder on a larger disk.");
};

const checkMemory: Judge = ({ memory }) => {
  const detail = `${gigabytes(memory)} in all; the embedded cluster with one store takes ${gigabytes(MEMORY_MEBIBYTES)}`;
  return memory >= MEMORY_MEBIBYTES
    ? ok("memory", "memory", detail)
    : warning("memory", "memory", detail, "Use a larger machine, or name a kubeconfig context of a cluster elsewhere.");
};

const checkRoot: Judge = ({ isRoot }) =>
  isRoot
    ? ok("root", "root", "yes")
    : warning(
        "root",
        "root",
        "no: the embedded cluster cannot be started",
        "Run as root, use k3d, or name a kubeconfig context of a running cluster.",
      );

const checkHostTools: Judge = ({ missingTools, hasApt }) => {
  const names = missingTools.join(" ");
  if (names === "") return ok("host-tools", "host tools", "all installed");
  return hasApt
    ? warning(
        "host-tools",
        "host tools",
        `will be installed when the embedded cluster starts: ${names}`,
        `To do it now: apt-get install -y ${names}`,
      )
    : warning(
        "host-tools",
        "host tools",
        `missing, and no apt-get to install them: ${names}`,
        "The embedded cluster needs Debian or Ubuntu. Use k3d, or name a kubeconfig context.",
      );
};

const checkReleases: Judge = ({ releaseHosts }) => {
  const named = (wanted: boolean) => releaseHosts.flatMap(({ name, answers }) => (answers === wanted ? [name] : [])).join(", ");
  const [answering, silent] = [named(true), named(false)];
  const detail = [answering && `answering: ${answering}`, silent && `silent: ${silent}`].filter(Boolean).join("; ");
  return silent
    ? warning("network:official", "official releases", detail, "None needed if the mirror or Go can give the binaries (see below).")
    : ok("network:official", "official releases", detail || "none for this platform");
};

const checkMirror: Judge = ({ mirror }) => {
  if (!mirror) return ok("network:mirror", "mirror", "STOREFLEET_MIRROR is not set");
  return mirror.answers === false
    ? warning("network:mirror", "mirror", `${mirror.name} does not answer`, "Check STOREFLEET_MIRROR.")
    : ok("network:mirror", "mirror", mirror.name);
};

const checkGoProxy: Judge = ({ goProxy }) => {
  if (!goProxy) return ok("network:go", "Go module proxy", "not asked: there is no Go");
  return goProxy.answers === false
    ? warning("network:go", "Go module proxy", `${goProxy.name} does not answer`, "Set GOPROXY to a proxy that can be reached.")
    : ok("network:go", "Go module proxy", `${goProxy.name} answers`);
};

const checkDebian: Judge = ({ debian, hasApt }) => {
  if (!hasApt)
    return warning(
      "network:apt",
      "Debian packages",
      "no apt-get here",
      "The embedded cluster needs Debian or Ubuntu. Use k3d, or name a kubeconfig context.",
    );
  if (!debian) return warning("network:apt", "Debian packages", "apt has no sources", "Check /etc/apt/sources.list.");
  return debian.answers
    ? ok("network:apt", "Debian packages", `${debian.name} answers`)
    : warning("network:apt", "Debian packages", `${debian.name} does not answer`, "Check /etc/apt/sources.list and apt's proxy settings.");
};

const checkBinaries: Judge = ({ plans }) => {
  const count = (route: MachineFacts["plans"][number]["route"]) => plans.filter((plan) => plan.route === route).length;
  const parts = (["cache", "official", "mirror", "go"] as const).flatMap((route) =>
    count(route) > 0 ? [`${count(route)} ${ROUTE_TITLES[route]}`] : [],
  );
  const reasons = [...new Set(plans.flatMap((plan) => (plan.route === "none" ? plan.reasons : [])))];
  if (reasons.length === 0) return ok("binaries", "binaries in all", parts.join(", "));
  return missing("binaries", "binaries in all", [...parts, `${count("none")} cannot be had`].join(", "), reasons.join("; "));
};

function checkBinary(plan: MachineFacts["plans"][number]): Check {
  const id = `binary:${plan.name}`;
  if (plan.route === "none") return missing(id, plan.title, "cannot be had here", plan.reasons.join("; "));
  if (plan.route === "cache") return ok(id, plan.title, `${plan.version}, ${plan.source}`);
  return ok(id, plan.title, `${plan.version}, ${ROUTE_TITLES[plan.route]} (about ${plan.expectedSeconds} s): ${plan.source}`);
}

function gigabytes(mebibytes: number): string {
  return `${(mebibytes / 1024).toFixed(1)} GiB`;
}
