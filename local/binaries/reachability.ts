import type { GoModule } from "./binary.ts";
import { folderHas } from "./mirror.ts";

/** The second, more patient try is only for servers that have neither answered nor refused: the machine may be busy. */
const PROBE_MILLISECONDS = [3_000, 5_000];
const REMEMBER_MILLISECONDS = 60_000;

const remembered = new Map<string, { readonly at: number; readonly answer: Promise<boolean> }>();

/**
 * Asks, all at once and with a short timeout, which of these files are served. Files of one official host are asked for once.
 * Answers are remembered for a minute, so that a plan and the run after it agree.
 */
export async function probeFiles(official: readonly string[], mirrored: readonly string[]): Promise<(url: string) => boolean> {
  const byHost = new Map(official.map((url) => [new URL(url).host, url]));
  const hosts = new Map(
    await Promise.all([...byHost].map(async ([host, url]) => [host, await remember(url, () => answers(url, "HEAD"))] as const)),
  );
  const files = new Map(await Promise.all(mirrored.map(async (url) => [url, await remember(url, () => isMirrored(url))] as const)));
  return (url) => files.get(url) ?? hosts.get(new URL(url).host) ?? false;
}

/** Whether the first proxy of a GOPROXY list serves the module. */
export async function probeGoProxy(proxies: string, probe: NonNullable<GoModule["probe"]>): Promise<boolean> {
  const first = proxies.split(/[,|]/)[0]?.trim() ?? "";
  if (first === "off") return false;
  // "direct" and folders are Go's own business: it tells by itself when it fails.
  if (!/^https?:/.test(first)) return true;
  const path = probe.module.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
  const url = `${first.replace(/\/$/, "")}/${path}/@v/${probe.version}.info`;
  return remember(url, () => answers(url, "GET"));
}

/** Whether a server answers at all, whatever it says about this path. */
export async function probeServer(url: string): Promise<boolean> {
  return remember(`server ${url}`, () => ask(url, "HEAD").then(Boolean));
}

/** Forgets all answers. */
export function forgetReachability(): void {
  remembered.clear();
}

async function isMirrored(url: string): Promise<boolean> {
  if (!url.startsWith("file:")) return answers(url, "HEAD");
  const slash = url.lastIndexOf("/") + 1;
  return folderHas(url.slice(0, slash), decodeURIComponent(url.slice(slash)));
}

async function answers(url: string, method: "HEAD" | "GET"): Promise<boolean> {
  return (await ask(url, method))?.ok ?? false;
}

async function ask(url: string, method: "HEAD" | "GET"): Promise<Response | undefined> {
  for (const milliseconds of PROBE_MILLISECONDS) {
    try {
      const response = await fetch(url, { method, redirect: "follow", signal: AbortSignal.timeout(milliseconds) });
      await response.body?.cancel();
      return response;
    } catch (error) {
      if (!(error instanceof Error && error.name === "TimeoutError")) return undefined;
    }
  }
  return undefined;
}

function remember(key: string, find: () => Promise<boolean>): Promise<boolean> {
  const known = remembered.get(key);
  if (known && Date.now() - known.at < REMEMBER_MILLISECONDS) return known.answer;
  const answer = find();
  remembered.set(key, { at: Date.now(), answer });
  return answer;
}
