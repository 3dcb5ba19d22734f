import { existsSync } from "node:fs";
import { cp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ClusterClient } from "../../control/cluster/client.ts";
import { stateFolder } from "../../local/paths.ts";
import { checkout, startStorefleet, storefleet } from "../storefleet.ts";
import { enginesOf, loadToolbox, openWorkstation, waitUntil } from "../workstation.ts";
import { Fleet, type StoreRow, succeeded } from "./fleet.ts";
import { canReach } from "./reach.ts";
import { adminOrders } from "./shop.ts";

const alpha = { name: "alpha", engine: "medusa", title: "Alpha Goods", adminEmail: "admin@alpha.example" } as const;
const beta = {
  name: "beta",
  engine: "medusa",
  title: "Beta Goods",
  adminEmail: "admin@beta.example",
  currency: "USD",
  country: "US",
} as const;

/** After the test that grows it: Kubernetes never lets a volume shrink again. */
const grown = { ...alpha, plan: "standard" } as const;

let fleet: Fleet;
let cluster: ClusterClient;

beforeAll(async () => {
  fleet = await Fleet.create();
  // From nothing, whatever an earlier run has left: this machine's cluster belongs to the test.
  const cleaned = await storefleet(["cluster", "delete", "--json"]);
  if (cleaned.code !== 0) throw new Error(cleaned.stderr + cleaned.stdout);
}, 120_000);

afterAll(async () => {
  await fleet.remove();
});

const proven = {
  orderId: expect.stringMatching(/^#\d+$/),
  total: expect.stringMatching(/^\d+\.\d\d$/),
  at: expect.any(String),
  seconds: expect.any(Number),
};

describe("a declared fleet", () => {
  let first: StoreRow;

  test("up makes the store real and sells in it", async () => {
    await fleet.declare([alpha]);
    const report = succeeded(await fleet.up());
    expect(report.changed).toBe(true);
    expect(report.stores).toEqual([
      {
        name: "alpha",
        engine: "medusa",
        url: "http://alpha.localhost",
        adminUrl: "http://alpha.localhost/app",
        status: "Ready",
        reason: null,
        proof: { ...proven, currency: "EUR" },
      },
    ]);
    first = report.stores[0] as StoreRow;
    cluster = await openWorkstation();
    await loadToolbox();
  });

  test("status says the same, in the stable shape", async () => {
    const run = await fleet.run("status");
    expect(run.code).toBe(0);
    expect(run.json).toEqual({ environment: "local", stores: [first] });
  });

  test("a second up changes nothing", async () => {
    const report = succeeded(await fleet.up());
    expect(report.changed).toBe(false);
    expect(report.changes).toMatchObject({ create: 0, update: 0, replace: 0, delete: 0 });
  });

  test("the same fleet from another folder is no change, and an edited chart is", async () => {
    const copy = join(checkout, "..", `storefleet-copy-${process.pid}`);
    try {
      await copyCheckout(copy);
      expect((await storefleet(["preview", "--json", "--stores", fleet.file], { folder: copy })).json).toMatchObject({ changes: [] });
      const template = join(copy, "charts", "universal-store", "templates", "NOTES.txt");
      await writeFile(template, `${await readFile(template, "utf8")}\nEdited.\n`);
      const preview = await storefleet(["preview", "--json", "--stores", fleet.file], { folder: copy });
      expect(preview.json).toMatchObject({ changes: [{ store: "alpha", kind: "Release", op: "update" }] });
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  });

  test("preview shows a changed title property by property and touches nothing", async () => {
    await fleet.declare([{ ...alpha, title: "Alpha Renamed" }]);
    const before = (await fleet.run("status")).json;
    const { json } = await fleet.run("preview");
    const { changes } = json as {
      changes: { store: string; kind: string; op: string; properties: { path: string; old?: string; new?: string }[] }[];
    };
    expect(changes.map(({ store, kind, op }) => ({ store, kind, op }))).toEqual([{ store: "alpha", kind: "Release", op: "update" }]);
    expect(changes[0]?.properties).toContainEqual(
      expect.objectContaining({ path: "values.store.title", old: "Alpha Goods", new: "Alpha Renamed" }),
    );
    expect((await fleet.run("status")).json).toEqual(before);
  });

  test("a changed title and plan roll out, and the shop keeps its orders", async () => {
    const before = await adminOrders(cluster, alpha);
    await fleet.declare([{ ...grown, title: "Alpha Renamed" }]);
    const report = succeeded(await fleet.up());
    expect(report.changed).toBe(true);
    expect(report.stores).toMatchObject([{ status: "Ready" }]);
    const after = await adminOrders(cluster, alpha);
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after).toHaveLength(before.length + 1);
  });

  test("two stores live side by side and cannot reach each other", async () => {
    await fleet.declare([grown, beta]);
    const report = succeeded(await fleet.up());
    expect(report.stores.map(({ name, status }) => ({ name, status }))).toEqual([
      { name: "alpha", status: "Ready" },
      { name: "beta", status: "Ready" },
    ]);
    // The same probe with the labels of a server: it reaches its own database, and nothing of the neighbour.
    await expect(canReach(cluster, "alpha", "server", "database.store-alpha.svc.cluster.local", 5432)).resolves.toBe(true);
    await expect(canReach(cluster, "alpha", "server", "database.store-beta.svc.cluster.local", 5432)).resolves.toBe(false);
    await expect(canReach(cluster, "alpha", "server", "server.store-beta.svc.cluster.local", 9000)).resolves.toBe(false);
    // The storefront is not the database's client, not even in its own store.
    await expect(canReach(cluster, "alpha", "storefront", "database.store-alpha.svc.cluster.local", 5432)).resolves.toBe(false);
    await expect(canReach(cluster, "alpha", "storefront", "server.store-alpha.svc.cluster.local", 9000)).resolves.toBe(true);
  });

  test("refuses a second up while one runs, and names it", async () => {
    const running = startStorefleet(["up", "--json", "--stores", fleet.file]);
    const lock = join(stateFolder(process.env), "runs", "local.lock");
    await waitUntil("the first run to hold the lock", async () => existsSync(lock), 30);
    const second = await fleet.up();
    expect(second.code).toBe(5);
    const message = expect.stringMatching(/^environment local is being changed by "storefleet up" \(process \d+, since /);
    expect(second.json).toEqual({ error: { code: "EnvironmentBusy", message } });
    expect((await running.ended).code).toBe(0);
  });

  test("Ctrl-C in the middle leaves a fleet that the next up completes", async () => {
    await fleet.declare([{ ...grown, title: "Alpha Interrupted" }, beta]);
    const running = startStorefleet(["up", "--json", "--stores", fleet.file]);
    await waitUntil("the engine to run", async () => enginesOf(running.child).length > 0, 60);
    // As a terminal does: to every process of the group.
    process.kill(-(running.child.pid as number), "SIGINT");
    const interrupted = await running.ended;
    expect(interrupted.code).toBe(130);
    expect(succeeded(await fleet.up()).stores).toMatchObject([{ status: "Ready" }, { status: "Ready" }]);
  });

  test("kill -9 of the engine in the middle is recovered without duplicates", async () => {
    await fleet.declare([
      { ...grown, title: "Alpha Killed" },
      beta,
      { ...beta, name: "gamma", title: "Gamma", adminEmail: "admin@gamma.example" },
    ]);
    const running = startStorefleet(["up", "--json", "--stores", fleet.file]);
    await waitUntil("the third store's namespace", async () => (await namespaces()).includes("store-gamma"), 60);
    for (const pid of enginesOf(running.child)) process.kill(pid, "SIGKILL");
    process.kill(-(running.child.pid as number), "SIGKILL");
    await running.ended;
    const report = succeeded(await fleet.up());
    expect(report.stores.map(({ name, status }) => ({ name, status }))).toEqual([
      { name: "alpha", status: "Ready" },
      { name: "beta", status: "Ready" },
      { name: "gamma", status: "Ready" },
    ]);
    expect(succeeded(await fleet.up()).changed).toBe(false);
  });

  test("a store that is declared no more goes with its namespace and volumes", async () => {
    await fleet.declare([grown]);
    succeeded(await fleet.up());
    expect((await namespaces()).filter((name) => name.startsWith("store-"))).toEqual(["store-alpha"]);
    await waitUntil("the volumes to go", async () => (await volumeNamespaces()).every((name) => name === "store-alpha"), 60);
  });

  test("credentials open the administration", async () => {
    const { code, json } = await storefleet(["credentials", "alpha", "--json", "--stores", fleet.file]);
    expect(code).toBe(0);
    expect(json).toEqual({
      store: "alpha",
      adminUrl: "http://alpha.localhost/app",
      login: alpha.adminEmail,
      password: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
    });
  });

  test("a refused fleet touches nothing", async () => {
    await fleet.declare([{ ...grown, currency: "eur" }]);
    const run = await fleet.up();
    expect(run.code).toBe(2);
    expect(run.json).toMatchObject({ error: { code: "StoreProblems", problems: [{ store: "alpha", field: "currency" }] } });
    await fleet.declare([grown]);
    expect((await fleet.run("status")).json).toMatchObject({ stores: [{ name: "alpha", status: "Ready" }] });
  });

  test("destroy removes every store and the state", async () => {
    const run = await fleet.run("destroy", "--yes");
    expect(run.code).toBe(0);
    expect((await namespaces()).filter((name) => name.startsWith("store-") || name === "traefik")).toEqual([]);
    expect((await fleet.run("status")).json).toMatchObject({ stores: [{ name: "alpha", status: "Queued" }] });
  });
});

async function namespaces(): Promise<string[]> {
  return (await cluster.core.listNamespace()).items.map(({ metadata }) => metadata?.name ?? "");
}

async function volumeNamespaces(): Promise<string[]> {
  return (await cluster.core.listPersistentVolume()).items.map(({ spec }) => spec?.claimRef?.namespace ?? "");
}

/** The tracked files of this checkout, with the same dependencies. */
async function copyCheckout(target: string): Promise<void> {
  const skipped = new Set(["node_modules", ".git", ".storefleet"]);
  await cp(checkout, target, {
    recursive: true,
    filter: (source) => !source.split("/").some((part) => skipped.has(part) || /^fleet-\w{6}$/.test(part)),
  });
  await symlink(join(checkout, "node_modules"), join(target, "node_modules"));
}
