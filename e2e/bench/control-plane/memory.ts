import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { postgresPid, stopPostgres } from "../../../control/db/embedded/postgres.ts";
import { descendantsOf } from "../../../control/engine/processes.ts";
import { controlPlaneFiles, readRunning, type Settings } from "../../../control/server/settings.ts";
import { checkout } from "../../storefleet.ts";
import type { Figure } from "../table.ts";

const idleSeconds = 30;
/** The first start builds the dashboard. */
const patienceSeconds = 240;

/** The control plane's real process, with a cluster that does not answer, after it has done nothing for a while. */
export async function benchMemory(): Promise<Figure[]> {
  const [stateDir, databaseFolder] = [await mkdtemp(join(tmpdir(), "cp-state-")), await mkdtemp(join(tmpdir(), "cp-pg-"))];
  const files = controlPlaneFiles(stateDir);
  const settingsFile = join(stateDir, "settings.json");
  await writeFile(settingsFile, JSON.stringify(settings(stateDir, databaseFolder)), { mode: 0o600 });
  const main = join(checkout, "control", "server", "main.ts");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main, settingsFile], {
    cwd: checkout,
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    let waited = 0;
    for (; (await readRunning(files.running)) === undefined; waited++) {
      if (child.exitCode !== null || waited > patienceSeconds) throw new Error("the control plane did not start");
      await pause(1000);
    }
    await pause(idleSeconds * 1000);
    const database = (await postgresPid(databaseFolder)) ?? 0;
    const group = `control plane, idle for ${idleSeconds} s`;
    return [
      { group, name: "API and worker, PSS", value: pssMiB([child.pid ?? 0]), unit: "MiB", goal: 250 },
      { group, name: "its Postgres, PSS", value: pssMiB([database, ...descendantsOf(database).map(({ pid }) => pid)]), unit: "MiB" },
    ];
  } finally {
    child.kill("SIGTERM");
    await stopPostgres(databaseFolder);
    for (const folder of [stateDir, databaseFolder]) await rm(folder, { recursive: true, force: true });
  }
}

/** Shared pages are counted once. */
function pssMiB(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const [, kilobytes = "0"] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")) ?? [];
    return sum + Number(kilobytes) / 1024;
  }, 0);
}

/** Its port is any free one; nothing listens at the cluster's address. */
function settings(stateDir: string, databaseFolder: string): Settings {
  const kubeconfig = JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "nobody",
    contexts: [{ name: "nobody", context: { cluster: "nobody", user: "nobody" } }],
    clusters: [{ name: "nobody", cluster: { server: "http://127.0.0.1:9" } }],
    users: [{ name: "nobody", user: {} }],
  });
  return {
    environment: "local",
    address: { baseDomain: "localhost", scheme: "http" },
    stateDir,
    databaseFolder,
    storesFile: join(checkout, "stores", "stores.ts"),
    tools: { pulumi: "/nonexistent/pulumi", pulumiHome: stateDir },
    machine: { kubeconfig },
    unavailable: {},
    listen: { host: "127.0.0.1", port: 0 },
    version: "bench",
  };
}
