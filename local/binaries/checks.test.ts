import { describe, expect, test } from "@jest/globals";
import type { Check } from "./check.ts";
import { checksOf } from "./checks.ts";
import type { MachineFacts } from "./machine-facts.ts";

const GOOD: MachineFacts = {
  nodeVersion: "24.21.0",
  npmVersion: "11.0.0",
  go: { found: { file: "/go/bin/go", version: "go1.26.8", toolchain: "local", proxy: "https://proxy.example" } },
  cache: "/c",
  freeDisk: 40_960,
  neededDisk: 10_240,
  memory: 16_384,
  isRoot: true,
  hasApt: true,
  missingTools: [],
  releaseHosts: [{ name: "github.com", answers: true }],
  mirror: undefined,
  goProxy: { name: "https://proxy.example", answers: true },
  debian: { name: "deb.debian.org", answers: true },
  plans: [
    { name: "helm", title: "Helm", version: "3.20.2", route: "cache", expectedSeconds: 0, source: "/c/helm" },
    { name: "etcd", title: "etcd", version: "3.6.8", route: "go", expectedSeconds: 35, source: "local/go/etcd" },
  ],
};
const NONE: MachineFacts["plans"] = [{ name: "helm", title: "Helm", route: "none", reasons: ["github.com does not answer", "no mirror"] }];

function judge(id: string, changes: Partial<MachineFacts> = {}) {
  return checksOf({ ...GOOD, ...changes }).find((one) => one.id === id);
}

describe("checks of a machine", () => {
  test("find nothing wrong with a good one", () => {
    expect(checksOf(GOOD).map(({ id, status, remedy }) => `${id} ${status}${remedy}`)).toEqual([
      "node ok",
      "npm ok",
      "go ok",
      "disk ok",
      "memory ok",
      "root ok",
      "host-tools ok",
      "network:official ok",
      "network:mirror ok",
      "network:go ok",
      "network:apt ok",
      "binaries ok",
      "binary:helm ok",
      "binary:etcd ok",
    ]);
  });

  test.each<[string, Check["status"], Partial<MachineFacts>, string]>([
    ["node", "missing", { nodeVersion: "20.20.2" }, "20.20.2"],
    ["npm", "missing", { npmVersion: undefined }, "not found on PATH"],
    ["go", "missing", { go: { missing: "no go here" }, plans: NONE }, "no go here"],
    ["disk", "missing", { freeDisk: 5_120 }, "5.0 GiB free for /c; 10.0 GiB needed"],
    ["memory", "warning", { memory: 2_048 }, "2.0 GiB in all; the embedded cluster with one store takes 3.4 GiB"],
    ["root", "warning", { isRoot: false }, "no: the embedded cluster cannot be started"],
    ["host-tools", "warning", { missingTools: ["ipset", "socat"] }, "will be installed when the embedded cluster starts: ipset socat"],
    ["host-tools", "warning", { missingTools: ["ipset"], hasApt: false }, "missing, and no apt-get to install them: ipset"],
    [
      "network:official",
      "warning",
      { releaseHosts: [...GOOD.releaseHosts, { name: "dl.k8s.io", answers: false }] },
      "answering: github.com; silent: dl.k8s.io",
    ],
    ["network:mirror", "warning", { mirror: { name: "https://m/", answers: false } }, "https://m/ does not answer"],
    ["network:go", "warning", { goProxy: { name: "https://p", answers: false } }, "https://p does not answer"],
    ["network:apt", "warning", { debian: { name: "deb.debian.org", answers: false } }, "deb.debian.org does not answer"],
    ["network:apt", "warning", { debian: undefined }, "apt has no sources"],
    ["network:apt", "warning", { hasApt: false }, "no apt-get here"],
    ["binaries", "missing", { plans: NONE }, "1 cannot be had"],
    ["binary:helm", "missing", { plans: NONE }, "cannot be had here"],
  ])("find fault with %s: %s", (id, status, changes, detail) => {
    const found = judge(id, changes);
    expect(found).toMatchObject({ status, detail });
    expect(found?.remedy).not.toBe("");
  });

  test("do not miss a Go that nothing needs", () => {
    expect(judge("go", { go: { missing: "no go here" } })).toMatchObject({ status: "ok", detail: "no go here; nothing needs to be built" });
  });

  test("say how each binary would be had", () => {
    expect(judge("binary:helm")?.detail).toBe("3.20.2, /c/helm");
    expect(judge("binary:etcd")?.detail).toBe("3.6.8, to build with Go (about 35 s): local/go/etcd");
    expect(judge("binaries")?.detail).toBe("1 cached, 1 to build with Go");
    expect(judge("binaries", { plans: NONE })?.remedy).toBe("github.com does not answer; no mirror");
  });

  test("show a mirror that is set", () => {
    expect(judge("network:mirror", { mirror: { name: "file:///m/", answers: undefined } })).toMatchObject({
      status: "ok",
      detail: "file:///m/",
    });
  });
});
