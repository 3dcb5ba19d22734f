import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { k3dProvider } from "./k3d.ts";
import type { ProcessRunner, RunResult } from "./process-runner.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "storefleet-k3d-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Answers by the first words of a command and records all. */
function recorder(answers: Readonly<Record<string, Partial<RunResult>>>) {
  const calls: string[] = [];
  const run: ProcessRunner = async (argv) => {
    const line = argv.join(" ");
    calls.push(line);
    const answer = Object.entries(answers).find(([start]) => line.startsWith(start))?.[1];
    return { code: 0, stdout: "", stderr: "", ...answer };
  };
  const provider = k3dProvider({ k3d: async () => "/bin/k3d", kubeconfigFile: join(folder, "state", "kubeconfig"), run });
  return { calls, provider };
}

const list = "/bin/k3d cluster list --output json";
const listed = (serversRunning: number) => ({
  stdout: JSON.stringify([{ name: "other" }, { name: "storefleet", serversCount: 1, serversRunning }]),
});
const kubeconfig = { "/bin/k3d kubeconfig get storefleet": { stdout: "apiVersion: v1\n" } };

describe("k3d", () => {
  test("creates one node without Traefik, with this machine's ports 80 and 443, and leaves the user's kubeconfig alone", async () => {
    const { calls, provider } = recorder({ [list]: { stdout: "[]" }, ...kubeconfig });
    expect(await provider.start()).toEqual({ from: "absent", changed: true, seconds: expect.any(Number) });
    expect(calls).toEqual([
      list,
      "/bin/k3d cluster create storefleet --image docker.io/rancher/k3s:v1.36.4-k3s1 --servers 1 --agents 0 --no-lb --api-port 127.0.0.1:6445 " +
        "--port 80:80@server:0:direct --port 443:443@server:0:direct --k3s-arg --disable=traefik,servicelb@server:0 " +
        "--kubeconfig-update-default=false --kubeconfig-switch-context=false --wait --timeout 180s",
      "/bin/k3d kubeconfig get storefleet",
    ]);
    const file = join(folder, "state", "kubeconfig");
    expect(await readFile(file, "utf8")).toBe("apiVersion: v1\n");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test("starts what is stopped and does nothing where it runs", async () => {
    const stopped = recorder({ [list]: listed(0), ...kubeconfig });
    expect((await stopped.provider.start()).from).toBe("stopped");
    expect(stopped.calls[1]).toBe("/bin/k3d cluster start storefleet --wait");
    const running = recorder({ [list]: listed(1), ...kubeconfig });
    expect(await running.provider.start()).toEqual({ from: "running", changed: false, seconds: expect.any(Number) });
    expect(running.calls).toEqual([list, "/bin/k3d kubeconfig get storefleet"]);
  });

  test("removes the half-made cluster when the creation fails", async () => {
    const { calls, provider } = recorder({
      [list]: { stdout: "[]" },
      "/bin/k3d cluster create": { code: 1, stderr: "port is already allocated" },
    });
    await expect(provider.start()).rejects.toThrow("port is already allocated");
    expect(calls.at(-1)).toBe("/bin/k3d cluster delete storefleet");
  });

  test("stops, deletes and imports images", async () => {
    const { calls, provider } = recorder({ [list]: listed(1) });
    await provider.stop();
    await provider.delete();
    await provider.loadImages(["/c/a.tar", "/c/b.tar"]);
    await provider.loadImages([]);
    expect(calls).toEqual([
      list,
      "/bin/k3d cluster stop storefleet",
      list,
      "/bin/k3d cluster delete storefleet",
      "/bin/k3d image import --cluster storefleet --mode direct /c/a.tar /c/b.tar",
    ]);
  });

  test("is available only where Docker answers and k3d exists", async () => {
    const docker = "docker version --format {{.Server.Version}}";
    const both = recorder({ [docker]: { stdout: "28.2.2\n" } });
    expect(await both.provider.detect()).toEqual({ available: true, reason: "Docker 28.2.2 answers" });
    const noDaemon = recorder({ [docker]: { code: 1, stderr: "Cannot connect to the Docker daemon\nmore" } });
    expect(await noDaemon.provider.detect()).toEqual({
      available: false,
      reason: "Docker does not answer: Cannot connect to the Docker daemon",
      fix: "install Docker, or start it",
    });
    const noK3d = recorder({ [docker]: { stdout: "28.2.2\n" }, "/bin/k3d version": { code: 127 } });
    expect((await noK3d.provider.detect()).reason).toBe('Docker answers, but there is no k3d command ("/bin/k3d")');
  });
});
