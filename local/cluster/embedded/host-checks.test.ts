import { describe, expect, test } from "@jest/globals";
import { ClusterError } from "../provider.ts";
import { checkHost, type HostFacts, inRange, neededBytes, neededPorts } from "./host-checks.ts";
import { embeddedLayout } from "./layout.ts";

const requirements = { httpPort: 80, httpsPort: 443, layout: embeddedLayout(), exists: false };
const clean: HostFacts = {
  platform: "linux",
  uid: 0,
  strangers: [],
  files: [],
  portOwners: [],
  addresses: ["127.0.0.1", "192.168.1.20"],
  freeBytes: 20 * 1024 ** 3,
};

function refusal(facts: Partial<HostFacts>): { code: string; message: string } {
  try {
    checkHost({ ...clean, ...facts }, requirements);
  } catch (error) {
    if (error instanceof ClusterError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("was not refused");
}

describe("a host", () => {
  test("with nothing in the way is accepted", () => {
    expect(() => checkHost(clean, requirements)).not.toThrow();
  });

  test("refuses when it is not Linux", () => {
    expect(refusal({ platform: "darwin" })).toEqual({
      code: "not-available",
      message: "the embedded cluster runs on Linux only, not on darwin; install Docker and use the k3d provider",
    });
  });

  test("refuses when not root", () => {
    expect(refusal({ uid: 1000 })).toEqual({
      code: "not-root",
      message: "the embedded cluster needs root (user id 0), not user id 1000; run the same command with sudo",
    });
  });

  test("refuses when port 80 is taken by nginx (pid 12)", () => {
    expect(refusal({ portOwners: [{ port: 80, address: "0.0.0.0", pid: 12, name: "nginx" }] })).toEqual({
      code: "port-taken",
      message: "port 80 is taken by nginx (pid 12); stop it, or set another httpPort in the cluster's configuration. Nothing was changed",
    });
  });

  test("refuses when port 443 is taken by a process of another namespace", () => {
    expect(refusal({ portOwners: [{ port: 443, address: "::" }] }).message).toBe(
      "port 443 is taken by a process that this user cannot see; stop it, or set another httpsPort in the cluster's configuration. Nothing was changed",
    );
  });

  test("refuses when port 6443 is taken: that one cannot be changed", () => {
    expect(refusal({ portOwners: [{ port: 6443, address: "0.0.0.0", pid: 7, name: "haproxy" }] })).toEqual({
      code: "port-taken",
      message: "port 6443 is taken by haproxy (pid 7); stop it. Nothing was changed",
    });
  });

  test("refuses when another kubelet runs", () => {
    expect(refusal({ strangers: [{ pid: 311, name: "kubelet" }] })).toEqual({
      code: "other-cluster",
      message:
        "another Kubernetes runs on this machine: kubelet (pid 311). Two would share iptables rules and ports; " +
        "stop it first, or use it: set the cluster's context in the configuration (provider existing-context)",
    });
  });

  test("refuses when another installation's files are there", () => {
    expect(refusal({ files: ["/etc/rancher/k3s/k3s.yaml"] }).message).toBe(
      "/etc/rancher/k3s/k3s.yaml belongs to another Kubernetes installation; remove that installation (kubeadm reset, k3s-uninstall.sh) " +
        "or use it through the provider existing-context",
    );
  });

  test("refuses when the machine's own network lies in the cluster's ranges", () => {
    expect(refusal({ addresses: ["10.244.3.1"] }).message).toBe(
      "this machine has the address 10.244.3.1, which lies in the cluster's ranges 10.244.0.0/16, 10.96.0.0/16, 10.245.0.1; " +
        "disconnect that network (a VPN?) or use another provider",
    );
  });

  test("refuses when the disk is nearly full", () => {
    expect(refusal({ freeBytes: neededBytes - 1024 ** 3 })).toEqual({
      code: "disk-full",
      message: "only 5.0 GiB are free below /var/lib/storefleet; the cluster needs 6.0 GiB. Free some space and start again",
    });
    expect(() => checkHost({ ...clean, freeBytes: 2 * 1024 ** 3 }, { ...requirements, exists: true })).not.toThrow();
  });
});

test("the ports follow the configuration", () => {
  expect(neededPorts({ httpPort: 8080, httpsPort: 8443 }).slice(0, 3)).toEqual([
    { port: 8080, address: "0.0.0.0" },
    { port: 8443, address: "0.0.0.0" },
    { port: 6443, address: "10.245.0.1" },
  ]);
});

test.each([
  ["10.244.255.255", "10.244.0.0/16", true],
  ["10.245.0.0", "10.244.0.0/16", false],
  ["10.245.0.1", "10.245.0.1/32", true],
  ["10.245.0.2", "10.245.0.1/32", false],
  ["255.255.255.255", "0.0.0.0/0", true],
])("%s lies in %s: %s", (address, range, expected) => {
  expect(inRange(address, range)).toBe(expected);
});
