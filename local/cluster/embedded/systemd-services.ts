import { access, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { failureText, type ProcessRunner } from "../process-runner.ts";
import { ClusterError } from "../provider.ts";
import type { EmbeddedLayout } from "./layout.ts";
import { type Daemon, daemonScript, daemons, type ServiceManager } from "./services.ts";

/** True when systemd is process 1: its tools may be installed where it is not. */
export function systemdRuns(): Promise<boolean> {
  return access("/run/systemd/system").then(
    () => true,
    () => false,
  );
}

const target = "storefleet.target";
const unitName = (name: string) => `storefleet-${name}.service`;

/** The unit files by name. Stopping a daemon leaves pods alone (`KillMode=process`); whoever stops the cluster ends them in order. */
export function systemdUnits(layout: EmbeddedLayout): Readonly<Record<string, string>> {
  const daemon = (name: Daemon, description: string, after: readonly string[]) => `[Unit]
Description=${description}
Documentation=file:${layout.root}
Wants=network-online.target
Requires=${unitName("prepare")}
After=${[unitName("prepare"), ...after, "network-online.target"].join(" ")}
PartOf=${target}
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=/bin/sh ${daemonScript(layout, name)}
Restart=always
RestartSec=1
KillMode=process
Delegate=yes
TasksMax=infinity
LimitNOFILE=1048576
LimitNPROC=infinity
OOMScoreAdjust=-900
TimeoutStopSec=20
`;
  return {
    [target]: `[Unit]
Description=Storefleet's local Kubernetes cluster
Wants=${[...daemons, "network"].map(unitName).join(" ")}
After=${daemons.map(unitName).join(" ")}

[Install]
WantedBy=multi-user.target
`,
    [unitName("prepare")]: `[Unit]
Description=Storefleet: kernel settings, address and mount namespace
After=network-pre.target systemd-modules-load.service systemd-sysctl.service
PartOf=${target}

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh ${layout.etc}/prepare
`,
    [unitName("containerd")]: daemon("containerd", "Storefleet: containerd", []),
    [unitName("kubelet")]: daemon("kubelet", "Storefleet: kubelet", [unitName("containerd")]),
    [unitName("network")]: `[Unit]
Description=Storefleet: pods start once kube-proxy and Felix have their rules
Requires=${unitName("prepare")}
After=${unitName("prepare")}
PartOf=${target}

[Service]
Type=exec
ExecStart=/bin/sh ${layout.etc}/open-network
`,
  };
}

/** Daemons as systemd units that also start at boot. */
export function systemdServices(layout: EmbeddedLayout, run: ProcessRunner, unitFolder = "/etc/systemd/system"): ServiceManager {
  const systemctl = async (...args: readonly string[]) => {
    const argv = ["systemctl", ...args];
    const result = await run(argv);
    if (result.code !== 0) throw new ClusterError("step-failed", failureText(argv, result));
  };
  const isActive = async (name: string) => (await run(["systemctl", "is-active", "--quiet", name])).code === 0;
  return {
    kind: "systemd",
    async start() {
      for (const [name, text] of Object.entries(systemdUnits(layout))) await writeFile(join(unitFolder, name), text);
      await systemctl("daemon-reload");
      await systemctl("enable", "--quiet", target);
      await systemctl("restart", unitName("prepare"));
      for (const daemon of daemons) await systemctl("restart", unitName(daemon));
      await systemctl("restart", "--no-block", unitName("network"));
      await systemctl("start", "--no-block", target);
    },
    async stop(daemon) {
      await run(["systemctl", "disable", "--quiet", target]);
      await run(["systemctl", "stop", unitName("network")]);
      await run(["systemctl", "stop", unitName(daemon)]);
      if (daemon === "containerd") await run(["systemctl", "stop", unitName("prepare"), target]);
    },
    async status() {
      const [containerd = false, kubelet = false] = await Promise.all(daemons.map((daemon) => isActive(unitName(daemon))));
      return { containerd, kubelet, keeper: true };
    },
    async tail(daemon) {
      return (await run(["journalctl", "--no-pager", "-q", "-n", "12", "-o", "cat", "-u", unitName(daemon)])).stdout.trimEnd();
    },
    async remove() {
      for (const name of Object.keys(systemdUnits(layout))) await rm(join(unitFolder, name), { force: true });
      await run(["systemctl", "daemon-reload"]);
      await run(["systemctl", "reset-failed", "storefleet-*"]);
    },
  };
}
