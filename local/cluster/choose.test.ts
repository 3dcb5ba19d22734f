import { describe, expect, test } from "@jest/globals";
import { chooseProvider, kubeconfigPath } from "./choose.ts";
import type { ProcessRunner } from "./process-runner.ts";

const environment = { HOME: "/home/ada" };
const docker: ProcessRunner = async () => ({ code: 0, stdout: "28.2.2\n", stderr: "" });
const nothing: ProcessRunner = async () => ({ code: 127, stdout: "", stderr: "" });

describe("the provider", () => {
  test("is the one that the configuration names", async () => {
    expect((await chooseProvider({ provider: "embedded" }, { environment, run: docker })).name).toBe("embedded");
    expect((await chooseProvider({ provider: "k3d", context: "kind-dev" }, { environment, run: nothing })).name).toBe("k3d");
  });

  test("is the context that the configuration names", async () => {
    expect((await chooseProvider({ context: "kind-dev" }, { environment, run: docker })).name).toBe("existing-context");
  });

  test("refuses an existing context without its name", async () => {
    await expect(chooseProvider({ provider: "existing-context" }, { environment, run: docker })).rejects.toThrow('set "context"');
  });

  test("passes ports and storage class on", async () => {
    const config = { context: "kind-dev", httpPort: 8080, httpsPort: 8443, storageClass: "fast" };
    expect((await chooseProvider(config, { environment, run: docker })).exposes).toEqual({
      httpPort: 8080,
      httpsPort: 8443,
      address: "127.0.0.1",
      storageClass: "fast",
    });
  });
});

test("the kubeconfig lies in the state folder", () => {
  expect(kubeconfigPath(environment)).toBe("/home/ada/.local/state/storefleet/cluster/kubeconfig");
  expect(kubeconfigPath({ STOREFLEET_STATE: "/s" })).toBe("/s/cluster/kubeconfig");
});
