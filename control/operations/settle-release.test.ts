import { describe, expect, test } from "@jest/globals";
import type { ClusterClient } from "../cluster/client.ts";
import { settleRelease } from "./settle-release.ts";

/** A cluster whose store has these Helm records, by version. */
function cluster(records: Map<number, string>) {
  const empty = { items: [] };
  return {
    core: {
      listNamespace: async () => ({
        items: [{ metadata: { labels: { "storefleet.dev/store": "rose", "storefleet.dev/engine": "medusa" } } }],
      }),
      listNamespacedSecret: async () => ({
        items: [...records].map(([version, status]) => ({
          metadata: { name: `v${version}`, labels: { version: String(version), status } },
        })),
      }),
      deleteNamespacedSecret: async ({ name }: { name: string }) => void records.delete(Number(name.slice(1))),
      readNamespacedConfigMap: async () => ({ data: {} }),
    },
    apps: { listNamespacedDeployment: async () => empty, listNamespacedStatefulSet: async () => empty },
  } as unknown as ClusterClient;
}

describe("Helm's record after an up", () => {
  test("a deployed release needs nothing", async () => {
    let runs = 0;
    await settleRelease(cluster(new Map([[1, "deployed"]])), "rose", async () => runs++);
    expect(runs).toBe(0);
  });

  test("a pending record goes, the one before stays, and the engine runs again", async () => {
    const records = new Map([
      [1, "superseded"],
      [2, "pending-upgrade"],
    ]);
    await settleRelease(cluster(records), "rose", async () => records.set(2, "deployed"));
    expect([...records]).toEqual([
      [1, "superseded"],
      [2, "deployed"],
    ]);
  });

  test("refuses to call a store up whose release is not deployed even then", async () => {
    const records = new Map([[1, "failed"]]);
    await expect(settleRelease(cluster(records), "rose", async () => undefined)).rejects.toMatchObject({ code: "ReleaseFailed" });
  });
});
