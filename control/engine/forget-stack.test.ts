import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { forgetStack } from "./forget-stack.ts";
import { stackLayout } from "./stack-layout.ts";

let state: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "forget-"));
});
afterEach(() => rm(state, { recursive: true }));

async function stack(name: string, resources: readonly { type: string }[]): Promise<void> {
  const layout = stackLayout(state, name);
  const folder = join(layout.backendDirectory, ".pulumi", "stacks", "storefleet");
  await mkdir(folder, { recursive: true });
  await mkdir(layout.directory, { recursive: true });
  await writeFile(join(folder, `${name}.json`), JSON.stringify({ checkpoint: { latest: { resources } } }));
  await writeFile(layout.configFile, "config: {}");
}

const filesOf = async () =>
  (await readdir(state, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);

test("removes a destroyed stack and leaves its neighbours", async () => {
  await stack("local", []);
  await stack("local.shop", []);
  await forgetStack(stackLayout(state, "local"));
  expect((await filesOf()).sort()).toEqual(["Pulumi.local.shop.yaml", "local.shop.json"]);
});

test("refuses when the stack still has resources, and keeps everything", async () => {
  await stack("local", [{ type: "kubernetes:core/v1:Namespace" }]);
  await expect(forgetStack(stackLayout(state, "local"))).rejects.toThrow("still has resources");
  expect((await filesOf()).sort()).toEqual(["Pulumi.local.yaml", "local.json"]);
});

test("forgets resources whose cluster is gone", async () => {
  await stack("local", [{ type: "kubernetes:core/v1:Namespace" }]);
  await forgetStack(stackLayout(state, "local"), { clusterIsGone: true });
  expect(await filesOf()).toEqual([]);
});
