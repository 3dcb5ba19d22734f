import { describe, expect, test } from "@jest/globals";
import { clusterIdentity } from "../kubeconfig.ts";
import { testKubeconfig } from "../testing/configuration.ts";
import { tokenKubeconfig } from "./token-kubeconfig.ts";

describe("tokenKubeconfig", () => {
  test("leads to the same cluster with the other account's token only", () => {
    const text = tokenKubeconfig(testKubeconfig, "orchestrator", "t0ken");
    expect(JSON.parse(text)).toEqual({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "storefleet",
      clusters: [{ name: "storefleet", cluster: { server: "https://192.0.2.1:6443", "certificate-authority-data": "Q0E=" } }],
      users: [{ name: "orchestrator", user: { token: "t0ken" } }],
      contexts: [{ name: "storefleet", context: { cluster: "storefleet", user: "orchestrator" } }],
    });
    expect(text).not.toContain("kube-token");
    expect(clusterIdentity(text)).toBe(clusterIdentity(testKubeconfig));
  });

  test("refuses when the current context leads nowhere", () => {
    expect(() => tokenKubeconfig(testKubeconfig.replace("current-context: test", "current-context: gone"), "a", "b")).toThrow(
      "the kubeconfig has no cluster for its current context gone",
    );
  });
});
