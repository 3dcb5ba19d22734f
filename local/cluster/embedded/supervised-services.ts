import { spawn } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { until } from "../steps.ts";
import type { EmbeddedLayout } from "./layout.ts";
import { logTail } from "./log-file.ts";
import { type PidRecord, readPidFile, removePidFile } from "./pid-file.ts";
import { endProcesses } from "./processes.ts";
import { type Daemon, daemonScript, daemons, type ServiceManager } from "./services.ts";
import { type SupervisorSpec, supervisorName } from "./supervisor.ts";

const graceMs = 5000;

/** Daemons under a small background process of ours, for machines whose process 1 is not systemd. A reboot ends them; the next start brings them back. */
export function supervisedServices(layout: EmbeddedLayout): ServiceManager {
  const pidFile = (name: string) => join(layout.pids, name);
  const end = async (name: string) => {
    const record: PidRecord | undefined = await readPidFile(pidFile(name));
    if (record !== undefined) await endProcesses([record], graceMs);
    await removePidFile(pidFile(name));
  };
  const stop = async (daemon: Daemon) => {
    await end(supervisorName);
    await end(daemon);
  };
  const status = async () => {
    const [keeper, containerd, kubelet] = await Promise.all([supervisorName, ...daemons].map((name) => readPidFile(pidFile(name))));
    return { keeper: keeper !== undefined, containerd: containerd !== undefined, kubelet: kubelet !== undefined };
  };
  return {
    kind: "supervised",
    stop,
    status,
    async start(options) {
      for (const daemon of [...daemons].reverse()) await stop(daemon);
      await mkdir(layout.log, { recursive: true });
      const spec: SupervisorSpec = {
        services: daemons.map((name) => ({ name, argv: ["/bin/sh", daemonScript(layout, name)] })),
        logFolder: layout.log,
        pidFolder: layout.pids,
      };
      const main = join(import.meta.dirname, "supervisor-main.ts");
      const argv = ["--max-semi-space-size=1", "--max-old-space-size=48", main, JSON.stringify(spec)];
      const child = spawn(process.execPath, argv, { detached: true, stdio: "ignore", cwd: "/" });
      child.unref();
      await until(
        { what: "the supervisor to start containerd and the kubelet", timeoutMs: 20_000, everyMs: 50, signal: options.signal },
        async () => {
          const now = await status();
          return now.keeper && now.containerd && now.kubelet ? now : undefined;
        },
      );
    },
    tail: (daemon) => logTail(join(layout.log, `${daemon}.log`)),
    remove: () => rm(layout.pids, { recursive: true, force: true }),
  };
}
