import { findCommand } from "../apt.ts";
import { type Check, check } from "./check.ts";
import { runChild } from "./child.ts";
import { KUBERNETES } from "./go-modules.ts";
import { probeFiles, probeGoProxy, probeServer } from "./reachability.ts";
import type { Setting } from "./survey.ts";

/** Which servers answer. None of them alone is needed: a closed route is only a warning. */
export async function checkNetwork(setting: Setting): Promise<readonly Check[]> {
  return Promise.all([checkReleases(setting), checkMirror(setting), checkGoProxy(setting), checkApt(setting)]);
}

async function checkReleases({ catalog, platform }: Setting): Promise<Check> {
  const urls = Object.values(catalog).flatMap(({ official }) => official?.artefacts[platform]?.url ?? []);
  const isServed = await probeFiles(urls, []);
  const hosts = new Map(urls.map((url) => [new URL(url).host, isServed(url)]));
  const named = (wanted: boolean) => [...hosts].flatMap(([host, answers]) => (answers === wanted ? [host] : [])).join(", ");
  const silent = named(false);
  const detail = [named(true) && `answering: ${named(true)}`, silent && `silent: ${silent}`].filter(Boolean).join("; ");
  return check(
    "network:official",
    "official releases",
    silent ? "warning" : "ok",
    detail || "none for this platform",
    silent && "Binaries come from the mirror or from Go instead.",
  );
}

async function checkMirror({ mirror }: Setting): Promise<Check> {
  if (mirror === undefined) return check("network:mirror", "mirror", "ok", "STOREFLEET_MIRROR is not set");
  const answers = mirror.startsWith("file:") || (await probeServer(mirror));
  return check(
    "network:mirror",
    "mirror",
    answers ? "ok" : "warning",
    `${mirror}${answers ? "" : " does not answer"}`,
    answers ? "" : "Check STOREFLEET_MIRROR.",
  );
}

async function checkGoProxy({ go }: Setting): Promise<Check> {
  if ("missing" in go || !KUBERNETES.probe) return check("network:go", "Go module proxy", "ok", "not asked: there is no Go");
  const answers = await probeGoProxy(go.found.proxy, KUBERNETES.probe);
  const detail = `${go.found.proxy} ${answers ? "answers" : "does not answer"}`;
  return check(
    "network:go",
    "Go module proxy",
    answers ? "ok" : "warning",
    detail,
    answers ? "" : "Set GOPROXY to a proxy that can be reached.",
  );
}

async function checkApt({ environment }: Setting): Promise<Check> {
  if (!(await findCommand("apt-get", environment)))
    return check("network:apt", "Debian packages", "warning", "no apt-get: no embedded cluster here");
  const targets = await runChild("apt-get", ["indextargets", "--format", "$(URI)"], { environment }).then(
    ({ stdout }) => stdout,
    () => "",
  );
  const [first] = targets.split("\n");
  if (!first) return check("network:apt", "Debian packages", "warning", "apt has no sources", "Check /etc/apt/sources.list.");
  const answers = await probeServer(first);
  const { host } = new URL(first);
  return check(
    "network:apt",
    "Debian packages",
    answers ? "ok" : "warning",
    `${host} ${answers ? "answers" : "does not answer"}`,
    answers ? "" : "Check /etc/apt/sources.list and apt's proxy settings.",
  );
}
