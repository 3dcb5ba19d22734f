import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findProcess } from "../../control/engine/processes.ts";
import type { MachineConfig } from "../../control/engine/stack-files.ts";
import { controlPlaneFiles, readRunning, type Settings, settingsHash, writePrivate } from "../../control/server/settings.ts";
import type { StoreSpec } from "../../stores/schema.ts";
import type { Environment } from "../environment.ts";
import type { Tools } from "../workstation/tools.ts";
import { pendingFirstLogin } from "./first-login.ts";
import { databaseFolder } from "./location.ts";
import { stopControlPlane } from "./stop.ts";

/** Options of {@link startControlPlane}. */
export interface StartOptions {
  readonly stateDir: string;
  readonly environment: Environment;
  readonly tools: Tools;
  readonly machine: MachineConfig;
  /** Why a store cannot run here, by name. */
  readonly unavailable: ReadonlyMap<string, string>;
  readonly stores: readonly StoreSpec[];
}

/** A control plane in the background. */
export interface StartedControlPlane {
  readonly url: string;
  /** File with the first administrator's log-in, readable by this account only, until somebody was shown it. */
  readonly firstLoginFile: string | undefined;
  /** False when the one that ran already goes on. */
  readonly started: boolean;
}

const checkout = join(import.meta.dirname, "..", "..");
const declaredFleet = join(checkout, "stores", "stores.ts");
/** Made by the process itself from its sources, here or in a folder beside it. */
const builtPages = join(checkout, "control", "web", "dist");
const usualPort = 4100;
/** The first start builds the dashboard: 5 s on an idle machine, far more on a busy one. */
const patienceMilliseconds = 240_000;

/**
 * Starts the control plane in the background, or leaves the one that runs if nothing has changed for it.
 *
 * @throws with the last lines of its log when it does not come up
 */
export async function startControlPlane(options: StartOptions): Promise<StartedControlPlane> {
  const { stateDir } = options;
  const files = controlPlaneFiles(stateDir);
  const settings = await settingsOf(options);
  const running = await readRunning(files.running);
  const alive = running !== undefined && findProcess(running.pid)?.started === running.started;
  if (alive && running.settingsHash === settingsHash(settings) && (await answers(running.url))) {
    return { url: running.url, firstLoginFile: await pendingFirstLogin(files.firstLogin), started: false };
  }
  await stopControlPlane(stateDir);
  await writePrivate(files.settings, JSON.stringify(settings));
  const log = await open(files.log, "a", 0o600);
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(checkout, "control", "server", "main.ts"), files.settings],
    {
      cwd: checkout,
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    },
  );
  await log.close();
  child.unref();
  for (let waited = 0; waited < patienceMilliseconds; waited += 100) {
    const now = await readRunning(files.running);
    if (now !== undefined && now.pid === child.pid) {
      return { url: now.url, firstLoginFile: await pendingFirstLogin(files.firstLogin), started: true };
    }
    if (child.exitCode !== null || child.signalCode !== null) break;
    await pause(100);
  }
  const tail = (await readFile(files.log, "utf8")).trim().split("\n").slice(-5).join("\n");
  await stopControlPlane(stateDir);
  throw new Error(`the control plane did not start; the end of ${files.log}:\n${tail}`);
}

async function settingsOf({ stateDir, environment, tools, machine, unavailable, stores }: StartOptions): Promise<Settings> {
  const reasons = stores.flatMap(({ name, engine }) => {
    const reason = unavailable.get(name);
    return reason === undefined ? [] : [[engine, reason] as const];
  });
  const { baseDomain, scheme, port } = environment.address;
  // Where the other control plane is concerns the environment's stack, not this process.
  const { controlPlane: _, ...own } = machine;
  return {
    environment: environment.name,
    address: { baseDomain, scheme, ...(port === undefined ? {} : { port }) },
    stateDir,
    databaseFolder: databaseFolder(stateDir),
    storesFile: environment.storesFile,
    tools: { pulumi: tools.pulumi, pulumiHome: tools.pulumiHome },
    machine: JSON.parse(JSON.stringify(own)) as Settings["machine"],
    unavailable: Object.fromEntries(reasons),
    listen: { host: process.env.STOREFLEET_HOST ?? "127.0.0.1", port: Number(process.env.STOREFLEET_PORT ?? usualPort) },
    version: await codeVersion(),
  };
}

/** Fingerprint of the code: the process is started again after a change. It sees by itself that the declared fleet has changed. */
async function codeVersion(): Promise<string> {
  const hash = createHash("sha256");
  const files: string[] = [join(checkout, "package-lock.json")];
  for (const folder of ["stores", "constructs", "stacks", "control"]) {
    const entries = await readdir(join(checkout, folder), { recursive: true, withFileTypes: true });
    const sources = entries.filter((entry) => /\.(tsx?|css)$/.test(entry.name) && !entry.parentPath.startsWith(builtPages));
    files.push(...sources.map((entry) => join(entry.parentPath, entry.name)).filter((file) => file !== declaredFleet));
  }
  for (const file of files.sort()) hash.update(file).update(await readFile(file));
  return hash.digest("hex").slice(0, 16);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(new URL("/healthz", url), { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
}
