import { describe, expect, test } from "@jest/globals";
import { existingContextProvider } from "./existing-context.ts";
import type { ProcessRunner } from "./process-runner.ts";

function provider(context: string, code = 0) {
  const calls: string[] = [];
  const run: ProcessRunner = async (argv) => {
    calls.push(argv.join(" "));
    return {
      code,
      stdout: argv.includes("/version") ? '{"gitVersion":"v1.36.3"}' : "apiVersion: v1\n",
      stderr: code === 0 ? "" : "connection refused",
    };
  };
  return { calls, provider: existingContextProvider({ context, kubectl: async () => "kubectl", run }) };
}

describe("an existing context", () => {
  test("is used as it is", async () => {
    const { calls, provider: existing } = provider("prod-eu");
    expect(await existing.start()).toEqual({ from: "running", changed: false, seconds: expect.any(Number) });
    expect(await existing.kubeconfig()).toBe("apiVersion: v1\n");
    expect(calls).toEqual([
      "kubectl --context prod-eu get --raw /version",
      "kubectl --context prod-eu config view --raw --minify --flatten --output yaml",
    ]);
  });

  test("is never stopped or deleted", async () => {
    const { calls, provider: existing } = provider("prod-eu");
    const notes: unknown[] = [];
    await existing.stop({ onProgress: (event) => notes.push(event) });
    await existing.delete({ onProgress: (event) => notes.push(event) });
    expect(calls).toEqual([]);
    expect(notes).toEqual([
      { type: "note", message: "the cluster of context prod-eu is not ours to stop; nothing was done" },
      { type: "note", message: "the cluster of context prod-eu is not ours to delete; nothing was done" },
    ]);
  });

  test("refuses to start a cluster that does not answer", async () => {
    await expect(provider("prod-eu", 1).provider.start()).rejects.toThrow(
      'the cluster of context "prod-eu" does not answer, and it is not ours to start. "kubectl --context prod-eu get --raw /version" ended with code 1:\nconnection refused',
    );
  });

  test.each([
    ["kind-dev", "kind load image-archive /a.tar --name dev"],
    ["k3d-dev", "k3d image import /a.tar --cluster dev"],
    ["minikube", "minikube image load /a.tar --profile minikube"],
    ["docker-desktop", "docker load --input /a.tar"],
  ])("%s takes images by: %s", async (context, command) => {
    const { calls, provider: existing } = provider(context);
    await existing.loadImages(["/a.tar"]);
    expect(calls).toEqual([command]);
  });

  test("refuses images where no way to load them is known", async () => {
    await expect(provider("prod-eu").provider.loadImages(["/a.tar"])).rejects.toThrow(
      'nothing is known about how to load images into the cluster of context "prod-eu" (known: kind-*, k3d-*, minikube, docker-desktop); ' +
        "set imageRegistry to a registry that the cluster can pull from",
    );
  });
});
