import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { EngineError } from "../../control/engine/errors.ts";
import type { runOperation } from "../../control/engine/operation.ts";
import { stackLayout } from "../../control/engine/stack-layout.ts";
import { type NamespaceApi, ownLabels, startNamespaceApi } from "../../control/operations/testing/namespace-api.ts";
import { destroySelfService, selfServiceStacks } from "./self-service.ts";

let stateDir: string;
let api: NamespaceApi;
let told: string[];
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "self-service-"));
  api = await startNamespaceApi();
  told = [];
  for (const stack of ["local", "local.lily", "local.rose", "prod.rose"]) {
    const { directory, configFile } = stackLayout(stateDir, stack);
    await mkdir(directory, { recursive: true });
    await writeFile(configFile, "config: {}");
  }
});
afterEach(async () => {
  await api.stop();
  await rm(stateDir, { recursive: true });
});

/** @param stacks What the engine finds in each stack: how many objects, or why it fails. */
const destroy = (stacks: Readonly<Record<string, number | EngineError>>) =>
  destroySelfService(stateDir, "local", {
    tools: { pulumi: "/nowhere/pulumi", pulumiHome: "/nowhere" },
    kubeconfig: async () => api.kubeconfig,
    signal: new AbortController().signal,
    onStore: (text) => told.push(text),
    run: (async ({ kind, layout: { stack } }: Parameters<typeof runOperation>[0]) => {
      const found = stacks[stack];
      if (kind !== "destroy" || found === undefined) throw new Error(`unexpected ${kind} of ${stack}`);
      if (found instanceof EngineError) throw found;
      return { summary: { total: { delete: found } } };
    }) as unknown as typeof runOperation,
  });

test("ends each store of the environment: what its state knows, its namespace, and the state", async () => {
  for (const store of ["lily", "rose"]) api.namespaces.set(`store-${store}`, { labels: ownLabels(store) });
  // A run that was killed before it saved anything has made the namespace of the other.
  expect(await destroy({ "local.lily": 12, "local.rose": new EngineError("StackMissing", "no stack") })).toBe(12);
  expect(told).toEqual(["local.lily", "local.rose"]);
  expect(api.deletions).toEqual(["store-lily", "store-rose"]);
  expect(await selfServiceStacks(stateDir, "local")).toEqual([]);
  for (const kept of ["local", "prod.rose"]) expect(existsSync(stackLayout(stateDir, kept).configFile)).toBe(true);
});

test("leaves a namespace of the same name that is a declared store's", async () => {
  api.namespaces.set("store-lily", { labels: { ...ownLabels("lily"), "storefleet.dev/managed-by": "declared" } });
  expect(await destroy({ "local.lily": 0, "local.rose": 3 })).toBe(3);
  expect(api.deletions).toEqual([]);
  expect(told).toContainEqual(expect.stringContaining("was not touched"));
  expect(await selfServiceStacks(stateDir, "local")).toEqual([]);
});

test("fails when the engine does, and keeps what is needed to try again", async () => {
  api.namespaces.set("store-lily", { labels: ownLabels("lily") });
  await expect(destroy({ "local.lily": new EngineError("ReleaseFailed", "helm says no") })).rejects.toThrow("helm says no");
  expect(await selfServiceStacks(stateDir, "local")).toEqual(["local.lily", "local.rose"]);
  expect(api.deletions).toEqual([]);
});
