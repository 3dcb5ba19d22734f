import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { memoryOf } from "./memory.ts";

let base = "";
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "storefleet-cgroup-"));
});
afterEach(() => rm(base, { recursive: true }));

async function group(path: string, files: Readonly<Record<string, string>>) {
  await mkdir(join(base, path), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(base, path, name), text);
}

const pods = [
  { metadata: { name: "etcd-storefleet", namespace: "kube-system", uid: "mirror", annotations: { "kubernetes.io/config.hash": "abc" } } },
  { metadata: { name: "server-1", namespace: "store-shop", uid: "u-1" } },
  { metadata: { name: "gone", namespace: "store-shop", uid: "u-2" } },
];

describe("memory from control groups", () => {
  test("of version 1 takes each tree's total", async () => {
    const v1 = (usage: number, inactive: number, rss: number) => ({
      "memory.usage_in_bytes": `${usage}\n`,
      "memory.stat": `inactive_file 1\nrss 1\ntotal_inactive_file ${inactive}\ntotal_rss ${rss}\n`,
    });
    await group("memory/storefleet/kubelet", v1(100, 20, 70));
    await group("memory/storefleet/kubepods/burstable/podabc/c1", v1(1, 0, 1));
    await group("memory/storefleet/kubepods/burstable/podabc", v1(50, 10, 30));
    await group("memory/storefleet/kubepods/podu-1", v1(300, 100, 150));
    await group("cpu/storefleet", {});
    expect(await memoryOf(pods, base)).toEqual({
      daemons: { kubelet: { workingSetBytes: 80, anonymousBytes: 70 } },
      pods: [
        { namespace: "kube-system", name: "etcd-storefleet", workingSetBytes: 40, anonymousBytes: 30 },
        { namespace: "store-shop", name: "server-1", workingSetBytes: 200, anonymousBytes: 150 },
        { namespace: "store-shop", name: "gone", workingSetBytes: 0, anonymousBytes: 0 },
      ],
      namespaces: {
        "kube-system": { workingSetBytes: 40, anonymousBytes: 30 },
        "store-shop": { workingSetBytes: 200, anonymousBytes: 150 },
      },
      own: { workingSetBytes: 120, anonymousBytes: 100 },
    });
  });

  test("of version 2 counts what is below by itself", async () => {
    await group(".", { "cgroup.controllers": "memory pids\n" });
    const v2 = { "memory.current": "300\n", "memory.stat": "anon 150\ninactive_file 100\n" };
    await group("storefleet/containerd", v2);
    await group("storefleet/kubepods/besteffort/podu-1", v2);
    const memory = await memoryOf(pods, base);
    expect(memory.daemons).toEqual({ containerd: { workingSetBytes: 200, anonymousBytes: 150 } });
    expect(memory.namespaces["store-shop"]).toEqual({ workingSetBytes: 200, anonymousBytes: 150 });
  });
});
