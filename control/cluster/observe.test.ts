import { expect, test } from "@jest/globals";
import type { ClusterClient } from "./client.ts";
import { observeStores } from "./observe.ts";
import { storeStatus } from "./store-status.ts";

const labels = { "storefleet.dev/store": "flora", "storefleet.dev/engine": "medusa" };
const proof = { orderId: "#1", total: "29.00", currency: "EUR", at: "2026-11-21T10:00:00.000Z", seconds: "2", revision: "3" };
const refusal = (code: number) => async () => {
  throw Object.assign(new Error(`HTTP ${code}`), { code });
};

/** A cluster whose one store is up and sold, seen by an account for which its Helm records are what is given. */
function cluster(secrets: () => Promise<unknown>, data: object | null = proof): ClusterClient {
  const none = async () => ({ items: [] });
  return {
    core: {
      listNamespace: async () => ({ items: [{ metadata: { labels } }] }),
      listNamespacedSecret: secrets,
      readNamespacedConfigMap: data === null ? refusal(404) : async () => ({ data }),
    },
    apps: { listNamespacedDeployment: none, listNamespacedStatefulSet: none },
  } as unknown as ClusterClient;
}
const records = (version: string, status: string) => async () => ({ items: [{ metadata: { labels: { version, status } } }] });
const status = async (client: ClusterClient) => storeStatus((await observeStores(client))[0]).status;

test("a store is as its newest Helm record says", async () => {
  expect(await status(cluster(records("3", "deployed")))).toBe("Ready");
  expect(await status(cluster(records("4", "failed")))).toBe("Failed");
});

test("whoever may not read a store's Secrets sees it as of its last order", async () => {
  expect(await status(cluster(refusal(403)))).toBe("Ready");
  expect(await status(cluster(refusal(403), null))).toBe("Provisioning");
});

test("refuses to guess when the cluster does not answer", async () => {
  await expect(observeStores(cluster(refusal(500)))).rejects.toThrow("HTTP 500");
});
