import { stat } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findCommand } from "../../local/apt.ts";
import { chooseProvider, kubeconfigPath } from "../../local/cluster/choose.ts";
import type { KubeObject } from "../../local/cluster/embedded/kube-object.ts";
import { embeddedLayout } from "../../local/cluster/embedded/layout.ts";
import { leftovers } from "../../local/cluster/embedded/leftovers.ts";
import { type RuleProgram, rulePrograms } from "../../local/cluster/embedded/parts.ts";
import { systemdRuns } from "../../local/cluster/embedded/systemd-services.ts";
import { ownProcesses } from "../../local/cluster/embedded/teardown.ts";
import { clusterMemory } from "../../local/cluster/memory.ts";
import { runProcess } from "../../local/cluster/process-runner.ts";
import type { ClusterProgress, ClusterProvider, OperationOptions } from "../../local/cluster/provider.ts";
import { pause, until } from "../../local/cluster/steps.ts";
import { containerName, containerProcesses, settledProcesses } from "./container-processes.ts";
import { apply, fetchFrom, type Kubectl, kubectlOf, must, pod } from "./probe.ts";

/**
 * The embedded cluster from nothing to nothing. It deletes the cluster of this machine: run it where that is no loss.
 * Every state is judged by what a client gets, not by what an object says.
 */
const namespace = "probe";
const layout = embeddedLayout();
const lines: string[] = [];
const progress: OperationOptions = {
  onProgress(event: ClusterProgress) {
    if (event.type === "step-finished") lines.push(`  ${event.seconds.toFixed(1).padStart(6)} s  ${event.title}`);
  },
};

let cluster: ClusterProvider;
let kubectl: Kubectl;

async function remains(): Promise<readonly string[]> {
  const tools = await Promise.all(rulePrograms.map(async (name) => [name, (await findCommand(name)) ?? name] as const));
  return leftovers(layout, runProcess, Object.fromEntries(tools) as Record<RuleProgram, string>);
}

function report(title: string): void {
  process.stdout.write(`${title}\n${lines.join("\n")}\n`);
  lines.length = 0;
}

/** Reads until the answer is the expected one: rules take a moment to be in force. Returns the last answer. */
async function settled(expected: string, read: () => Promise<string>): Promise<string> {
  let last = "";
  for (let attempt = 0; attempt < 20; attempt += 1) {
    last = await read();
    if (last === expected) return last;
    await pause(500);
  }
  return last;
}

const fromHost = async (address: string) =>
  fetch(`http://${address}/`, { signal: AbortSignal.timeout(3000) }).then(
    (response) => response.text(),
    () => "blocked",
  );
const serviceFromClient = () => fetchFrom(kubectl, namespace, "client", "server.probe.svc.cluster.local:80");

const policy = (name: string, spec: object): KubeObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace },
  spec,
});

beforeAll(async () => {
  cluster = await chooseProvider({ provider: "embedded" });
  await cluster.delete(progress);
  expect(await remains()).toEqual([]);
  lines.length = 0;
});

afterAll(() => cluster.delete());

describe("the embedded cluster", () => {
  test("is created from nothing", async () => {
    const result = await cluster.start(progress);
    report(`created in ${result.seconds} s`);
    expect(result).toMatchObject({ from: "absent", changed: true });
    const file = kubeconfigPath(process.env);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    kubectl = await kubectlOf(file);
    const nodes = await must(kubectl, ["get", "nodes", "-o", "jsonpath={.items[*].status.conditions[?(@.type=='Ready')].status}"]);
    expect(nodes).toBe("True");
  });

  test("starts again in less than 2 s without changing anything", async () => {
    const result = await cluster.start(progress);
    report(`second start ${result.seconds} s`);
    expect(result).toMatchObject({ from: "running", changed: false });
    expect(result.seconds).toBeLessThan(2);
  });

  test("runs a restricted pod with a claim on the default storage class, found by name", async () => {
    await apply(kubectl, [
      {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
      },
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "data", namespace },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Mi" } } },
      },
      pod(namespace, "server", { answers: "hello", claim: "data" }),
      pod(namespace, "client"),
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "server", namespace },
        spec: { selector: { app: "server" }, ports: [{ port: 80, targetPort: 8080 }] },
      },
    ]);
    await must(kubectl, ["-n", namespace, "wait", "--for=condition=Ready", "pod", "--all", "--timeout=90s"]);
    await must(kubectl, ["-n", namespace, "exec", "server", "--", "sh", "-c", "echo kept > /data/file"]);
    expect(await settled("hello", serviceFromClient)).toBe("hello");
  });

  test("enforces network policies", async () => {
    await apply(kubectl, [policy("deny", { podSelector: {}, policyTypes: ["Ingress"] })]);
    expect(await settled("blocked", serviceFromClient)).toBe("blocked");
    const from = [{ podSelector: { matchLabels: { app: "client" } } }];
    await apply(kubectl, [policy("allow", { podSelector: { matchLabels: { app: "server" } }, ingress: [{ from }] })]);
    expect(await settled("hello", serviceFromClient)).toBe("hello");
    await apply(kubectl, [pod(namespace, "stranger")]);
    await must(kubectl, ["-n", namespace, "wait", "--for=condition=Ready", "pod", "stranger", "--timeout=60s"]);
    expect(await fetchFrom(kubectl, namespace, "stranger", "server.probe.svc.cluster.local:80")).toBe("blocked");
  });

  test("serves hostPorts on loopback and on the node's address", async () => {
    const { httpPort } = cluster.exposes;
    await apply(kubectl, [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "probe-edge" } },
      pod("probe-edge", "edge", { answers: "edge", hostPort: httpPort }),
    ]);
    await must(kubectl, ["-n", "probe-edge", "wait", "--for=condition=Ready", "pod", "edge", "--timeout=60s"]);
    expect(await settled("edge", () => fromHost(`127.0.0.1:${httpPort}`))).toBe("edge");
    expect(await settled("edge", () => fromHost(`10.245.0.1:${httpPort}`))).toBe("edge");
  });

  test("counts its own memory", async () => {
    const memory = await clusterMemory(await cluster.kubeconfig());
    const mib = (bytes: number) => Math.round(bytes / 2 ** 20);
    process.stdout.write(
      `own memory: working set ${mib(memory.own.workingSetBytes)} MiB, anonymous ${mib(memory.own.anonymousBytes)} MiB\n`,
    );
    expect(mib(memory.own.workingSetBytes)).toBeGreaterThan(200);
    expect(memory.namespaces[namespace]?.workingSetBytes).toBeGreaterThan(0);
  });

  const dataIsKept = async () => {
    await must(kubectl, ["-n", namespace, "wait", "--for=condition=Ready", "pod", "server", "client", "--timeout=90s"]);
    // A kubelet that has just started knows its pods some moments after the API says that they are ready.
    const file = () =>
      kubectl(["-n", namespace, "exec", "server", "--", "cat", "/data/file"]).then(({ stdout, stderr }) => stdout || stderr);
    expect(await settled("kept\n", file)).toBe("kept\n");
    expect(await settled("hello", serviceFromClient)).toBe("hello");
    expect(await fetchFrom(kubectl, namespace, "stranger", "server.probe.svc.cluster.local:80")).toBe("blocked");
  };

  test("stops without a trace but its data, and starts again with it", async () => {
    await cluster.stop(progress);
    report("stopped");
    expect(await remains()).toEqual(["file /var/lib/storefleet"]);
    expect((await cluster.status()).state).toBe("stopped");
    const result = await cluster.start(progress);
    report(`started after a stop in ${result.seconds} s`);
    expect(result).toMatchObject({ from: "stopped", changed: true });
    await dataIsKept();
  });

  test("recovers when every process of it was killed", async () => {
    const everything = await ownProcesses(layout);
    expect(everything.length).toBeGreaterThan(10);
    for (const { pid } of everything) process.kill(pid, "SIGKILL");
    await until({ what: "the end of all processes", timeoutMs: 10_000 }, async () =>
      (await ownProcesses(layout)).length === 0 ? true : undefined,
    );
    expect((await cluster.status()).state).toBe("stopped");
    const result = await cluster.start(progress);
    report(`recovered in ${result.seconds} s`);
    await dataIsKept();
  });

  test("is repaired without touching pods when only the daemons were killed", async () => {
    const before = await settledProcesses(layout);
    expect(before.length).toBeGreaterThan(10);
    const daemons = (await ownProcesses(layout)).filter(({ command }) => /\/(kubelet|containerd) |etc\/supervise/.test(command));
    for (const { pid } of daemons) process.kill(pid, "SIGKILL");
    await pause(500);
    const result = await cluster.start(progress);
    report(`repaired in ${result.seconds} s`);
    expect((await systemdRuns()) ? ["degraded", "running"] : ["degraded"]).toContain(result.from);
    const after = await containerProcesses(layout);
    const ended = before.filter(({ id, pid }) => !after.some((other) => other.id === id && other.pid === pid));
    expect(await Promise.all(ended.map(({ id }) => containerName(layout, id).catch(() => id)))).toEqual([]);
    await dataIsKept();
  });

  test("two starts at once are one", async () => {
    await cluster.stop();
    const results = await Promise.all([cluster.start(), cluster.start()]);
    expect(results.map((result) => result.changed).sort()).toEqual([false, true]);
    await dataIsKept();
  });

  test("is deleted without a trace", async () => {
    await cluster.delete(progress);
    report("deleted");
    expect(await remains()).toEqual([]);
  });

  test.each(["containerd", "import", "control-plane", "policy", "node"])(
    "an interruption in the step %s leaves a state from which the next start works",
    async (at) => {
      const stop = new AbortController();
      const interrupted = cluster.start({
        signal: stop.signal,
        onProgress(event) {
          // Some way into the step, where it has begun to change things.
          if (event.type === "step-started" && event.step === at) setTimeout(() => stop.abort(new Error("interrupted")), 300);
        },
      });
      await expect(interrupted).rejects.toThrow("interrupted");
      expect((await cluster.status()).state).toBe("incomplete");
      expect(await cluster.start()).toMatchObject({ from: "incomplete", changed: true });
      expect((await cluster.status()).state).toBe("running");
      await cluster.delete();
      expect(await remains()).toEqual([]);
    },
  );
});
