import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ProcessRunner } from "../process-runner.ts";
import { embeddedProvider } from "./embedded.ts";
import { embeddedLayout } from "./layout.ts";
import { readRecord, writeRecord } from "./record.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storefleet-embedded-"));
});
afterEach(() => rm(folder, { recursive: true }));

function cluster() {
  const layout = embeddedLayout(join(folder, "lib"), join(folder, "run"), join(folder, "cgroup"));
  const unused = async () => {
    throw new Error("nothing may be built for a look at the state");
  };
  const inactive: ProcessRunner = async () => ({ code: 3, stdout: "", stderr: "" });
  const provider = embeddedProvider({
    parts: unused,
    cache: join(folder, "cache"),
    kubeconfigFile: join(folder, "kubeconfig"),
    layout,
    run: inactive,
  });
  return { layout, provider };
}
const record = { revision: 1, kubernetesVersion: "v1.36.3" } as const;

describe("the embedded cluster", () => {
  test("is absent before the first start, which will create it", async () => {
    const { provider } = cluster();
    expect(await provider.status()).toEqual({ state: "absent", detail: "no cluster was made on this machine" });
    expect(await provider.plan()).toEqual({
      provider: "embedded",
      state: "absent",
      steps: [
        "get the programs",
        "build the images of the cluster's own parts",
        "create the cluster with kubeadm",
        "start containerd and the kubelet",
        "wait for the API server, kube-proxy and Felix",
        "let pods start",
      ],
    });
    await expect(provider.kubeconfig()).rejects.toThrow("there is no embedded cluster yet; start it first");
  });

  test("is incomplete when its creation was cut off, and is then made anew", async () => {
    const { layout, provider } = cluster();
    await mkdir(layout.root);
    await writeRecord(layout.record, { ...record, phase: "creating" });
    expect((await provider.status()).state).toBe("incomplete");
    expect((await provider.plan()).steps[0]).toBe("remove what the cut-off creation left");
  });

  test("is incomplete when its record is damaged", async () => {
    const { layout, provider } = cluster();
    await mkdir(layout.root);
    await writeFile(layout.record, '{"phase":"crea');
    expect((await provider.status()).state).toBe("incomplete");
  });

  test("is stopped when nothing runs", async () => {
    const { layout, provider } = cluster();
    await mkdir(layout.root);
    await writeRecord(layout.record, { ...record, phase: "created" });
    expect(await provider.status()).toEqual({ state: "stopped", detail: "its data is on disk, nothing runs", version: "v1.36.3" });
    expect((await provider.plan()).steps[0]).toBe("start containerd and the kubelet");
  });

  test("refuses to touch what another version made", async () => {
    const { layout, provider } = cluster();
    await mkdir(layout.root);
    await writeRecord(layout.record, { ...record, revision: 0, phase: "created" });
    await expect(provider.start()).rejects.toThrow(
      /was made by another version of storefleet \(layout 0; this one makes 1\)\. Nothing was changed\./,
    );
  });

  test("refuses images while it does not run", async () => {
    await expect(cluster().provider.loadImages(["/a.tar"])).rejects.toThrow(
      "images can only be loaded into a running cluster: no cluster was made on this machine; start it first",
    );
  });

  test("tells the ports that were asked for", () => {
    expect(cluster().provider.exposes).toEqual({ httpPort: 80, httpsPort: 443, address: "127.0.0.1", storageClass: "local-path" });
  });
});

test("a record is read back as it was written", async () => {
  const file = join(folder, "cluster.json");
  expect(await readRecord(file)).toBeUndefined();
  await writeRecord(file, { ...record, phase: "created" });
  expect(await readRecord(file)).toEqual({ ...record, phase: "created" });
});
