import { expect, test } from "@jest/globals";
import type { V1Pod } from "@kubernetes/client-node";
import type { ClusterClient } from "../cluster/client.ts";
import { clusterView } from "./cluster-view.ts";

const pod = (namespace: string, cpu: string, claims: readonly string[]): V1Pod => ({
  metadata: { name: "pod", namespace },
  spec: {
    containers: [{ name: "web", resources: { requests: { cpu, memory: "64Mi" } } }],
    volumes: [{ name: "tmp", emptyDir: {} }, ...claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } }))],
  },
});

test("counts nodes and pods, and volumes by the pods that use them: the account may list nothing else", async () => {
  const allocatable = { cpu: "2", memory: "4Gi", pods: "110" };
  const core = {
    listNode: async () => ({
      items: [{ metadata: { name: "n1" }, status: { allocatable, conditions: [{ type: "Ready", status: "True" }] } }],
    }),
    // Two pods of a store share its uploads; another store's claim has the same name.
    listPodForAllNamespaces: async () => ({
      items: [pod("store-a", "100m", ["uploads"]), pod("store-a", "50m", ["uploads", "data"]), pod("store-b", "1", ["uploads"])],
    }),
  };
  const snapshot = await clusterView({ core } as unknown as ClusterClient).snapshot();
  expect(snapshot.capacity).toEqual({
    cpuMillis: { total: 2000, used: 1150 },
    memoryMiB: { total: 4096, used: 192 },
    pods: { total: 110, used: 3 },
    volumes: { total: null, used: 3 },
  });
  expect(snapshot.nodes).toEqual([{ name: "n1", ready: true, version: "" }]);
});
