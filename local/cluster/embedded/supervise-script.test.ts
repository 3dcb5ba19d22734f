import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../steps.ts";
import { containerdScript, kubeletScript, openNetworkScript, podNameservers, prepareScript } from "./host-scripts.ts";
import { type EmbeddedLayout, embeddedLayout } from "./layout.ts";
import { readPidFile } from "./pid-file.ts";
import { endProcesses } from "./processes.ts";
import { superviseScript } from "./supervise-script.ts";

let folder = "";
let layout: EmbeddedLayout;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "storefleet-supervise-"));
  layout = embeddedLayout(join(folder, "lib"), join(folder, "run"), join(folder, "cgroup"));
  await mkdir(layout.etc, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true }));

describe("the supervisor", () => {
  let supervisor: ChildProcess | undefined;
  afterEach(async () => {
    if (supervisor?.pid === undefined) return;
    try {
      process.kill(-supervisor.pid, "SIGKILL");
    } catch {
      // It has ended, as it should.
    }
    const left = await Promise.all(["containerd", "kubelet"].map((name) => readPidFile(join(layout.pids, name))));
    await endProcesses(
      left.filter((record) => record !== undefined),
      0,
    );
  });
  const pidOf = (name: string) =>
    until({ what: `pid file of ${name}`, timeoutMs: 10_000, everyMs: 20 }, () => readPidFile(join(layout.pids, name)));

  test("keeps both daemons, starts one that ends again, and leaves them alone when it ends", async () => {
    await writeFile(join(layout.etc, "run-containerd"), "echo containerd speaks; exec sleep 60\n");
    await writeFile(join(layout.etc, "run-kubelet"), "exec sleep 60\n");
    await writeFile(join(layout.etc, "supervise"), superviseScript(layout));
    supervisor = spawn("/bin/sh", [join(layout.etc, "supervise")], { detached: true, stdio: "ignore" });
    expect((await pidOf("supervisor")).pid).toBe(supervisor?.pid);
    const containerd = await pidOf("containerd");
    const kubelet = await pidOf("kubelet");

    await endProcesses([kubelet], 0);
    const next = await until({ what: "a new kubelet", timeoutMs: 10_000, everyMs: 20 }, async () => {
      const record = await readPidFile(join(layout.pids, "kubelet"));
      return record?.pid === kubelet.pid ? undefined : record;
    });
    expect(await readFile(join(layout.log, "kubelet.log"), "utf8")).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ storefleet: kubelet ended with code 143; starting it again in 1 s\n$/,
    );
    expect(await readFile(join(layout.log, "containerd.log"), "utf8")).toBe("containerd speaks\n");

    // The group holds the supervisor's own shells; the daemons have sessions of their own.
    process.kill(-supervisor!.pid!, "SIGKILL");
    await until({ what: "the supervisor's end", timeoutMs: 5000 }, async () =>
      (await readPidFile(join(layout.pids, "supervisor"))) === undefined ? true : undefined,
    );
    expect(await readPidFile(join(layout.pids, "containerd"))).toEqual(containerd);
    expect(await readPidFile(join(layout.pids, "kubelet"))).toEqual(next);
    await endProcesses([containerd, next], 0);
  }, 30_000);
});

test.each([
  ["supervise", superviseScript],
  ["prepare", prepareScript],
  ["run-containerd", containerdScript],
  ["run-kubelet", kubeletScript],
  ["open-network", openNetworkScript],
])("the script %s is valid shell", (_name, script) => {
  const { status, stderr } = spawnSync("sh", ["-n"], { input: script(layout), encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

describe("the preparation of the host", () => {
  const script = () => prepareScript(embeddedLayout());

  test("records kernel settings before it changes one", () => {
    const text = script();
    expect(text.indexOf("/run/storefleet/sysctls.new")).toBeLessThan(text.indexOf("echo 1 > /proc/sys/net/ipv4/ip_forward"));
    expect(text).toContain("for name in net/ipv4/ip_forward net/ipv4/conf/*/forwarding net/ipv4/conf/*/accept_redirects");
  });

  test("gives the node its own address and keeps service addresses on the machine", () => {
    expect(script()).toContain(`[ -d /sys/class/net/storefleet0 ] || ip link add storefleet0 type bridge
ip address replace 10.245.0.1/32 dev storefleet0
ip link set storefleet0 up
ip route replace 10.96.0.0/16 dev storefleet0 src 10.245.0.1
`);
  });

  test("shows our folders at upstream's paths only inside the mount namespace", () => {
    const inside = /unshare --mount=\S+ --propagation slave sh -euc '([^']*)'/.exec(script())?.[1];
    expect(inside?.trim().split("\n")).toEqual([
      "mount --make-rshared /",
      "      mount --bind /var/lib/storefleet/kubernetes /etc/kubernetes",
      "      mount --bind /var/lib/storefleet/kubelet /var/lib/kubelet",
      "      mount --bind /var/lib/storefleet/log/containers /var/log/containers",
      "      mount --bind /var/lib/storefleet/cni/state /var/lib/cni",
      "      mount --bind /var/lib/storefleet/calico /var/lib/calico",
      "      mount --bind /run/storefleet/calico /run/calico",
      "      mount --bind /run/storefleet/shims /run/containerd",
    ]);
    expect(script().replace(inside!, "")).not.toMatch(/mount --bind (?!\/run\/storefleet\/namespace)/);
  });
});

describe("pods' nameservers", () => {
  const written = async (...sources: readonly string[]) => {
    const files = await Promise.all(
      sources.map(async (text, index) => {
        const file = join(folder, `resolv-${index}`);
        await writeFile(file, text);
        return file;
      }),
    );
    const target = join(folder, "resolv.conf");
    const { status, stderr } = spawnSync("sh", ["-euc", podNameservers(target, [join(folder, "absent"), ...files])], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return readFile(target, "utf8");
  };

  test("are the host's without loopback ones, three at most", async () => {
    const text =
      "# x\nsearch lan\nnameserver 127.0.0.53\nnameserver ::1\n nameserver 1.1.1.1 # one\nnameserver\t8.8.8.8\nnameserver 9.9.9.9\nnameserver 4.4.4.4\n";
    expect(await written(text)).toBe("nameserver 1.1.1.1\nnameserver 8.8.8.8\nnameserver 9.9.9.9\n");
  });

  test("come from the first file that names one which is not loopback", async () => {
    expect(await written("nameserver 127.0.0.1\n", "nameserver fd00::53\n")).toBe("nameserver fd00::53\n");
  });

  test("are one where nobody listens when there is none, so that CoreDNS starts", async () => {
    expect(await written("nameserver 127.0.0.53\n")).toBe("nameserver 10.245.0.1\n");
    expect(await written()).toBe("nameserver 10.245.0.1\n");
  });
});
