import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { until } from "../steps.ts";
import { groupProcesses } from "./cgroups.ts";
import type { EmbeddedLayout } from "./layout.ts";
import { logTail } from "./log-file.ts";
import { readPidFile, removePidFile } from "./pid-file.ts";
import { endProcesses, processInfo } from "./processes.ts";
import { type Daemon, daemons, type ServiceManager } from "./services.ts";
import { supervisorName } from "./supervise-script.ts";

const graceMs = 5000;

/** Daemons under a background shell script of ours, for machines whose process 1 is not systemd. A reboot ends them; the next start brings them back. */
export function supervisedServices(layout: EmbeddedLayout): ServiceManager {
  const pidFile = (name: string) => join(layout.pids, name);
  const endSupervisor = async () => {
    const pids = await groupProcesses(layout.cgroupBase, supervisorName);
    await endProcesses(
      (await Promise.all(pids.map((pid) => processInfo(pid)))).filter((info) => info !== undefined),
      graceMs,
    );
    await removePidFile(pidFile(supervisorName));
  };
  const stop = async (daemon: Daemon) => {
    await endSupervisor();
    const record = await readPidFile(pidFile(daemon));
    if (record !== undefined) await endProcesses([record], graceMs);
    await removePidFile(pidFile(daemon));
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
      spawn("/bin/sh", [join(layout.etc, "supervise")], { detached: true, stdio: "ignore", cwd: "/" }).unref();
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
