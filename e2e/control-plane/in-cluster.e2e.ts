import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readFirstLogin } from "../../cli/control-plane/first-login.ts";
import { obtainTools } from "../../cli/workstation/tools.ts";
import type { OperationView } from "../../control/api/schemas/operation.ts";
import type { StoreDetail } from "../../control/api/schemas/store.ts";
import { type ClusterClient, openCluster, statusOf } from "../../control/cluster/client.ts";
import { openShop, type ShopHttp } from "../../control/verify/shop-http.ts";
import { kubeconfigPath } from "../../local/cluster/choose.ts";
import { controlPlaneName } from "../../stacks/add-ons/control-plane-settings.ts";
import { platform } from "../../stacks/add-ons/platform-access.ts";
import { tokenKubeconfig } from "../../stacks/cluster/token-kubeconfig.ts";
import { Fleet, succeeded } from "../stores/fleet.ts";
import { openWorkstation, waitUntil } from "../workstation.ts";

interface UpWithControlPlane {
  readonly controlPlane: { readonly url: string; readonly firstLoginFile?: string };
}

const { namespace } = platform;
const store = "ic-shop";
let fleet: Fleet;
let cluster: ClusterClient;
let kubectl: (...args: string[]) => string;
let api: ShopHttp;
let headers: Record<string, string>;

beforeAll(async () => {
  fleet = await Fleet.create();
  // Declared beside it, because it brings the images into the cluster, and must be seen by the control plane.
  await fleet.declare([{ name: "ic-declared", engine: "medusa", adminEmail: "admin@declared.example" }]);
  const { binFolder } = await obtainTools();
  const env = { ...process.env, KUBECONFIG: kubeconfigPath(process.env) };
  kubectl = (...args) => execFileSync(join(binFolder, "kubectl"), args, { encoding: "utf8", env });
}, 120_000);
afterAll(async () => {
  await api?.close();
  await fleet.run("destroy", "--yes");
  await fleet.remove();
}, 400_000);

test("up puts the control plane into the cluster and names the file of the first log-in; it works through the ingress", async () => {
  const run = await fleet.run("up", "--control-plane", "in-cluster");
  const { controlPlane } = succeeded(run) as unknown as UpWithControlPlane;
  const firstLogin = await readFirstLogin(controlPlane.firstLoginFile ?? "");
  expect(JSON.stringify(run)).not.toContain(firstLogin?.password ?? "?");
  expect(controlPlane.url).toBe("http://dashboard.localhost");
  cluster = await openWorkstation();
  api = openShop(controlPlane.url);
  const origin = { origin: controlPlane.url };
  const login = await api.send("/api/auth/sign-in/email", { method: "POST", headers: origin, body: firstLogin });
  expect(login.status).toBe(200);
  const cookies = [login.headers["set-cookie"] ?? []].flat().map((line) => line.split(";", 1)[0]);
  headers = { ...origin, cookie: cookies.join("; ") };
  expect((await api.send("/api/me", { headers })).json).toMatchObject({ role: "admin" });
  expect((await api.send("/", { headers: { accept: "text/html" } })).text).toContain("<title>");
}, 400_000);

test("its account sees whether a declared store is up, and no Secret of the system or of that store", async () => {
  expect((await api.send("/api/stores/ic-declared", { headers })).json).toMatchObject({ managedBy: "declared", status: "Ready" });
  const token = kubectl(
    "exec",
    `--namespace=${namespace}`,
    `deployment/${controlPlaneName}`,
    "--",
    "cat",
    "/var/run/secrets/storefleet/token",
  );
  const admin = kubectl("config", "view", "--raw", "--minify", "--flatten");
  const own = openCluster(tokenKubeconfig(admin, platform.account, token));
  for (const foreign of ["kube-system", "store-ic-declared", namespace]) {
    const refused = await own.core.listNamespacedSecret({ namespace: foreign }).catch(statusOf);
    expect([foreign, refused]).toEqual([foreign, 403]);
  }
  expect((await own.core.listNode()).items).not.toEqual([]);
});

test("a store is created while the pod that works on it is killed: it is Ready all the same, with a proven order", async () => {
  const body = { name: store, engine: "medusa", adminEmail: "admin@ic.example" };
  const accepted = await api.send("/api/stores", { method: "POST", headers: { ...headers, "idempotency-key": "ic-create" }, body });
  expect(accepted.status).toBe(202);
  const { id } = (accepted.json as { operation: OperationView }).operation;
  await waitUntil("the setup to begin", async () => ["migrate", "seed"].includes((await operation(id)).step ?? ""), 180);
  const record = `/var/lib/storefleet/stacks/local.${store}/operation.json`;
  const { host } = JSON.parse(kubectl("exec", `--namespace=${namespace}`, `deployment/${controlPlaneName}`, "--", "cat", record));
  kubectl("delete", "pod", host, `--namespace=${namespace}`, "--grace-period=0", "--force");
  await waitUntil("the operation to end", async () => (await operation(id)).finishedAt !== null, 300);
  expect(await operation(id)).toMatchObject({ state: "succeeded", attempt: 2, error: null });
  const { json } = await api.send(`/api/stores/${store}`, { headers });
  expect(json as StoreDetail).toMatchObject({ status: "Ready", managedBy: "control-plane", proof: { orderId: expect.any(String) } });
}, 600_000);

test("the store is deleted with everything in it", async () => {
  const accepted = await api.send(`/api/stores/${store}`, { method: "DELETE", headers });
  const { id } = (accepted.json as { operation: OperationView }).operation;
  await waitUntil("the deletion", async () => (await operation(id)).finishedAt !== null, 300);
  expect(await operation(id)).toMatchObject({ state: "succeeded" });
  expect((await cluster.core.listNamespace({ labelSelector: `storefleet.dev/store=${store}` })).items).toEqual([]);
}, 400_000);

test("back in the background, its pods are gone and its data stay", async () => {
  const { controlPlane } = succeeded(await fleet.run("up", "--control-plane", "background")) as unknown as UpWithControlPlane;
  expect(controlPlane.url).toBe("http://localhost:4100");
  await waitUntil("its pods to go", async () => (await cluster.core.listNamespacedPod({ namespace })).items.length === 0, 120);
  const { items } = await cluster.core.listNamespacedPersistentVolumeClaim({ namespace });
  expect(items.map(({ metadata }) => metadata?.name).sort()).toEqual(["control-plane-database", "control-plane-state"]);
}, 400_000);

/** One of two replicas may be gone for a moment. */
async function operation(id: string): Promise<OperationView> {
  for (let tries = 0; ; tries++) {
    const reply = await api.send(`/api/operations/${id}`, { headers }).catch(() => undefined);
    if (reply?.status === 200) return reply.json as OperationView;
    if (tries === 50) throw new Error(`the API does not answer: ${reply?.status} ${reply?.text}`);
    await pause(500);
  }
}
