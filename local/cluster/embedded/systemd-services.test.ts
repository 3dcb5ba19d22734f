import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { ProcessRunner } from "../process-runner.ts";
import { embeddedLayout } from "./layout.ts";
import { systemdServices, systemdUnits } from "./systemd-services.ts";

const layout = embeddedLayout();
let folder = "";
let calls: string[] = [];
const run: ProcessRunner = async (argv) => {
  calls.push(argv.join(" "));
  return { code: argv.includes("is-active") && argv.at(-1) === "storefleet-kubelet.service" ? 3 : 0, stdout: "", stderr: "" };
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "storefleet-units-"));
});
beforeEach(() => {
  calls = [];
});
afterAll(() => rm(folder, { recursive: true }));

describe("systemd units", () => {
  test("start at boot through one target", () => {
    expect(systemdUnits(layout)["storefleet.target"]).toBe(`[Unit]
Description=Storefleet's local Kubernetes cluster
Wants=storefleet-containerd.service storefleet-kubelet.service storefleet-network.service
After=storefleet-containerd.service storefleet-kubelet.service

[Install]
WantedBy=multi-user.target
`);
  });

  test("of the kubelet restarts it always and leaves pods alone when it stops", () => {
    expect(systemdUnits(layout)["storefleet-kubelet.service"]).toBe(`[Unit]
Description=Storefleet: kubelet
Documentation=file:/var/lib/storefleet
Wants=network-online.target
Requires=storefleet-prepare.service
After=storefleet-prepare.service storefleet-containerd.service network-online.target
PartOf=storefleet.target
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=/bin/sh /var/lib/storefleet/etc/run-kubelet
Restart=always
RestartSec=1
KillMode=process
Delegate=yes
TasksMax=infinity
LimitNOFILE=1048576
LimitNPROC=infinity
OOMScoreAdjust=-900
TimeoutStopSec=20
`);
  });

  test("are written, enabled and started in order", async () => {
    await systemdServices(layout, run, folder).start({});
    expect((await readdir(folder)).sort()).toEqual([
      "storefleet-containerd.service",
      "storefleet-kubelet.service",
      "storefleet-network.service",
      "storefleet-prepare.service",
      "storefleet.target",
    ]);
    expect(await readFile(join(folder, "storefleet-prepare.service"), "utf8")).toBe(systemdUnits(layout)["storefleet-prepare.service"]);
    expect(calls).toEqual([
      "systemctl daemon-reload",
      "systemctl enable --quiet storefleet.target",
      "systemctl restart storefleet-prepare.service",
      "systemctl restart storefleet-containerd.service",
      "systemctl restart storefleet-kubelet.service",
      "systemctl restart --no-block storefleet-network.service",
      "systemctl start --no-block storefleet.target",
    ]);
  });

  test("tell which daemon runs", async () => {
    expect(await systemdServices(layout, run, folder).status()).toEqual({ containerd: true, kubelet: false, keeper: true });
  });

  test("do not come back after a stop, and leave no file after a removal", async () => {
    const services = systemdServices(layout, run, folder);
    await services.stop("kubelet");
    await services.stop("containerd");
    expect(calls).toEqual([
      "systemctl disable --quiet storefleet.target",
      "systemctl stop storefleet-network.service",
      "systemctl stop storefleet-kubelet.service",
      "systemctl disable --quiet storefleet.target",
      "systemctl stop storefleet-network.service",
      "systemctl stop storefleet-containerd.service",
      "systemctl stop storefleet-prepare.service storefleet.target",
    ]);
    await services.remove();
    expect(await readdir(folder)).toEqual([]);
  });
});
