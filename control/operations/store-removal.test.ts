import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { openCluster } from "../cluster/client.ts";
import { EngineError } from "../engine/errors.ts";
import { removeWithNamespace } from "./store-removal.ts";
import { type NamespaceApi, ownLabels, startNamespaceApi } from "./testing/namespace-api.ts";
import { TimeLimit } from "./time-limit.ts";

jest.setTimeout(20_000);
const stopped = new AbortController();
let api: NamespaceApi;
beforeEach(async () => {
  api = await startNamespaceApi();
});
afterEach(() => api.stop());

async function remove(destroyStack: () => Promise<void>, seconds = 15): Promise<string[]> {
  const steps: string[] = [];
  const limit = new TimeLimit(stopped.signal, seconds);
  try {
    await removeWithNamespace({
      store: "rose",
      cluster: openCluster(api.kubeconfig),
      limit,
      destroyStack: async () => {
        steps.push("stack");
        await destroyStack();
      },
      onNamespace: () => steps.push("namespace"),
    });
    return steps;
  } finally {
    limit.clear();
  }
}

const nothing = async () => undefined;

test("removes what the state knows, then the namespace with what it does not know", async () => {
  api.namespaces.set("store-rose", { labels: ownLabels("rose") });
  expect(await remove(nothing)).toEqual(["stack", "namespace"]);
  expect(api.deletions).toEqual(["store-rose"]);
});

test("a store that was prepared and never run has no state; its namespace goes all the same", async () => {
  api.namespaces.set("store-rose", { labels: ownLabels("rose") });
  await remove(() => Promise.reject(new EngineError("StackMissing", "no stack")));
  expect([...api.namespaces]).toEqual([]);
});

test("asks for nothing when the state's destroy took the namespace along", async () => {
  expect(await remove(nothing)).toEqual(["stack", "namespace"]);
  expect(api.deletions).toEqual([]);
});

test("fails when the engine does, and leaves the namespace to the next try", async () => {
  api.namespaces.set("store-rose", { labels: ownLabels("rose") });
  await expect(remove(() => Promise.reject(new EngineError("ReleaseFailed", "helm says no")))).rejects.toThrow("helm says no");
  expect(api.deletions).toEqual([]);
});

test.each([
  ["a declared store", { "storefleet.dev/managed-by": "declared", "storefleet.dev/store": "rose" }],
  ["another store", ownLabels("lily")],
  ["nobody", {}],
])("refuses to touch a namespace of %s", async (_whose, labels) => {
  api.namespaces.set("store-rose", { labels });
  await expect(remove(nothing)).rejects.toMatchObject({ code: "NameTaken", step: "namespace" });
  expect(api.deletions).toEqual([]);
});

test("fails when the namespace does not go in time, and names what holds it", async () => {
  const heldBy = "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances";
  api.namespaces.set("store-rose", { labels: ownLabels("rose"), heldBy });
  const failure = expect(remove(nothing, 2)).rejects;
  await failure.toMatchObject({ code: "DeletionStuck", log: [heldBy], message: expect.stringContaining("Nothing was stripped") });
  expect(api.deletions).toEqual(["store-rose"]);
});
