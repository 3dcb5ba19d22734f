import { describe, expect, test } from "@jest/globals";
import type { ClusterClient } from "./client.ts";
import { namespaceState } from "./deletion-blockers.ts";

const cluster = (namespace: unknown) =>
  ({
    core: {
      readNamespace: () =>
        namespace === undefined ? Promise.reject(Object.assign(new Error("not found"), { code: 404 })) : Promise.resolve(namespace),
    },
  }) as unknown as ClusterClient;

describe("what holds a namespace", () => {
  test("no namespace, nothing to say", async () => {
    expect(await namespaceState(cluster(undefined), "demo")).toBeUndefined();
  });

  test("the API server's own words about what is left are passed on", async () => {
    const message = "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances";
    const state = await namespaceState(
      cluster({
        metadata: {
          labels: { "storefleet.dev/managed-by": "control-plane", "storefleet.dev/store": "demo" },
          deletionTimestamp: new Date(0),
        },
        spec: { finalizers: ["kubernetes"] },
        status: {
          conditions: [
            { type: "NamespaceFinalizersRemaining", status: "True", message },
            { type: "NamespaceContentRemaining", status: "False", message: "all gone" },
          ],
        },
      }),
      "demo",
    );
    expect(state).toEqual({ managedBy: "control-plane", store: "demo", deletingSince: "1970-01-01T00:00:00.000Z", blockers: [message] });
  });

  test("a finalizer on the namespace itself is named", async () => {
    const state = await namespaceState(cluster({ metadata: { finalizers: ["example.com/hold"] }, spec: {}, status: {} }), "demo");
    expect(state?.blockers).toEqual(["finalizer example.com/hold on the namespace itself"]);
  });
});
