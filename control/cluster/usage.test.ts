import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type ClusterClient, openCluster } from "./client.ts";
import { type ServedApi, serveApi } from "./testing/served-api.ts";
import { readUsage, UsageUnavailable } from "./usage.ts";

/** What an API server answers: a status and a body, as text unless it is JSON. */
type Answer = readonly [status: number, body: unknown];

const metricsPath = "/apis/metrics.k8s.io/v1beta1/pods";
const summaryPath = "/api/v1/nodes/one/proxy/stats/summary";

let api: ServedApi;
let cluster: ClusterClient;
let answers: Record<string, Answer>;
let asked: string[];

beforeAll(async () => {
  api = await serveApi(({ url }, reply) => {
    const { pathname } = new URL(url ?? "/", "http://server");
    const path = decodeURIComponent(pathname);
    asked.push(path);
    const [status, body] = answers[path] ?? [404, "404 page not found"];
    const text = typeof body === "string";
    reply.writeHead(status, { "content-type": text ? "text/plain; charset=utf-8" : "application/json" });
    reply.end(text ? body : JSON.stringify(body));
  });
  cluster = openCluster(api.kubeconfig);
});
afterAll(() => api?.stop());

const namespace = (store: string) => ({ metadata: { name: `store-${store}`, labels: { "storefleet.dev/store": store } } });
const pod = (name: string, ...containers: [cpu: string, memory: string][]) => ({
  metadata: { name: "pod", namespace: name },
  containers: containers.map(([cpu, memory], index) => ({ name: `c${index}`, usage: { cpu, memory } })),
});

beforeEach(() => {
  asked = [];
  answers = {
    "/api/v1/namespaces": [200, { items: [namespace("rose"), namespace("lily")] }],
    "/api/v1/nodes": [200, { items: [{ metadata: { name: "one" } }] }],
    [metricsPath]: [
      200,
      {
        items: [
          pod("store-rose", ["1500000n", "300Mi"], ["2m", "1024Ki"]),
          pod("store-rose", ["250u", "5242880"]),
          pod("kube-system", ["1", "1Gi"]),
        ],
      },
    ],
    [summaryPath]: [
      200,
      {
        node: { nodeName: "one" },
        pods: [
          { podRef: { name: "a", namespace: "store-rose" }, cpu: { usageNanoCores: 7_340_000 }, memory: { workingSetBytes: 1000 } },
          { podRef: { name: "b", namespace: "store-rose" }, cpu: { time: "now" }, memory: { workingSetBytes: 24 } },
          { podRef: { name: "c", namespace: "kube-system" }, cpu: { usageNanoCores: 9e9 }, memory: { workingSetBytes: 9e9 } },
        ],
      },
    ],
  };
});

const idle = { store: "lily", cpuMillis: 0, memoryBytes: 0 };
const fromMetrics = [{ store: "rose", cpuMillis: 3.8, memoryBytes: 306 * 2 ** 20 }, idle];
const fromKubelets = [{ store: "rose", cpuMillis: 7.3, memoryBytes: 1024 }, idle];

test("sums the containers of every store, from the metrics API alone", async () => {
  expect(await readUsage(cluster)).toEqual(fromMetrics);
  expect(asked.sort()).toEqual(["/api/v1/namespaces", metricsPath].sort());
});

describe.each([
  [404, "the cluster has no metrics API; install metrics-server"],
  [503, "the metrics API does not answer; see why the pods of metrics-server"],
  [403, "this account may not read pods of metrics.k8s.io; run pulumi up"],
])("where the metrics API answers %d", (status, reason) => {
  beforeEach(() => {
    answers[metricsPath] = [status, "service unavailable"];
  });

  test("the kubelets are asked", async () => {
    expect(await readUsage(cluster)).toEqual(fromKubelets);
  });

  test("an account that may not ask them is told why and what helps", async () => {
    answers[summaryPath] = [403, { kind: "Status", code: 403, message: "nodes is forbidden" }];
    await expect(readUsage(cluster)).rejects.toThrow(UsageUnavailable);
    await expect(readUsage(cluster)).rejects.toThrow(reason);
  });

  test("a kubelet that does not answer is no missing right", async () => {
    answers[summaryPath] = [502, "no route to host"];
    await expect(readUsage(cluster)).rejects.not.toThrow(UsageUnavailable);
  });
});

test("refuses to guess when the metrics API fails in another way", async () => {
  answers[metricsPath] = [500, { kind: "Status", code: 500 }];
  await expect(readUsage(cluster)).rejects.not.toThrow(UsageUnavailable);
  expect(asked).not.toContain(summaryPath);
});

test("refuses a summary that it does not understand", async () => {
  answers[metricsPath] = [404, "404 page not found"];
  answers[summaryPath] = [200, { pods: [{ podRef: {} }] }];
  await expect(readUsage(cluster)).rejects.toThrow("namespace");
});
