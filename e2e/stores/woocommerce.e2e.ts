import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { namespaceName } from "../../constructs/names.ts";
import type { ClusterClient } from "../../control/cluster/client.ts";
import { kubeconfigPath } from "../../local/cluster/choose.ts";
import { startStorefleet } from "../storefleet.ts";
import { openWorkstation, waitUntil } from "../workstation.ts";
import { Fleet, succeeded } from "./fleet.ts";
import { asMerchant, buyAsCustomer, countsOf, isReady, logOf, podOf, sql } from "./woo-shop.ts";
import { whyNotRun } from "./woocommerce-images.ts";

const finch = { name: "finch", engine: "medusa", title: "Finch Goods", adminEmail: "admin@finch.example" } as const;
const wren = {
  name: "wren",
  engine: "woocommerce",
  title: "Wren Books",
  adminEmail: "admin@wren.example",
  currency: "GBP",
  country: "GB",
} as const;
const robin = { ...wren, name: "robin", title: "Robin Books", adminEmail: "admin@robin.example", sampleProducts: 4 } as const;

/** A mirror folder with older archives than STOREFLEET_MIRROR's: with it, an upgrade is tried from its versions to today's. */
const olderMirror = process.env.STOREFLEET_E2E_OLDER_MIRROR;

let notRun: string | undefined;
let fleet: Fleet;
let cluster: ClusterClient;

beforeAll(async () => {
  notRun = await whyNotRun("WooCommerce on the cluster");
  if (notRun === undefined) fleet = await Fleet.create();
  else process.stdout.write(`${notRun}\n`);
}, 60_000);

afterAll(async () => {
  if (notRun !== undefined) return;
  await fleet.declare([]);
  await fleet.up();
  await fleet.remove();
});

/** A test for machines that can have the image; elsewhere it passes, and one line above says that nothing was tried. */
function onCluster(name: string, body: () => Promise<void>): void {
  test(name, () => (notRun === undefined ? body() : Promise.resolve()));
}

const statuses = (report: ReturnType<typeof succeeded>) => report.stores.map(({ name, status }) => `${name} ${status}`);
const untouched = { zones: 1, shippingMethods: 1, orders: 0 };

describe("a fleet with both engines", () => {
  onCluster("up brings them up side by side, with an order proven in each", async () => {
    await fleet.declare([finch, wren]);
    const report = succeeded(await fleet.up());
    expect(report.stores.map(({ name, engine, status, proof }) => [name, engine, status, proof?.currency])).toEqual([
      ["finch", "medusa", "Ready", "EUR"],
      ["wren", "woocommerce", "Ready", "GBP"],
    ]);
    cluster = await openWorkstation();
  });

  onCluster("a second up changes nothing, proves again, and leaves no order behind", async () => {
    expect(succeeded(await fleet.up()).changed).toBe(false);
    expect(await countsOf(cluster, "wren")).toEqual({ ...untouched, products: 3 });
    expect(await asMerchant(cluster, "wren", "/wp-json/wc/v3/reports/orders/totals")).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ total: expect.any(String) })]),
    );
  });

  onCluster("a setup that is killed half-way is done again without duplicates", async () => {
    await fleet.declare([finch, wren, robin]);
    const running = startStorefleet(["up", "--json", "--stores", fleet.file]);
    await waitUntil("the setup to be half-way", async () => /installed WordPress/.test(await logOf(cluster, "robin", "setup")), 120);
    const name = (await podOf(cluster, "robin", "setup"))?.metadata?.name ?? "";
    await cluster.core.deleteNamespacedPod({ namespace: namespaceName("robin"), name, gracePeriodSeconds: 0 });
    expect(statuses(succeeded(await running.ended))).toEqual(["finch Ready", "wren Ready", "robin Ready"]);
    expect(await logOf(cluster, "robin", "setup")).toContain("a first setup was interrupted; it starts again from nothing");
    expect(await countsOf(cluster, "robin")).toEqual({ ...untouched, products: 4 });
  });

  onCluster("a wrong password of the database closes the shop and is named; the right one opens it again", async () => {
    const namespace = namespaceName("robin");
    const secret = await cluster.core.readNamespacedSecret({ namespace, name: "store-secrets" });
    const give = (password: string) =>
      cluster.core.replaceNamespacedSecret({
        namespace,
        name: "store-secrets",
        body: {
          ...secret,
          data: { ...secret.data, "database-password": password },
          metadata: { ...secret.metadata, resourceVersion: undefined },
        } as never,
      });
    const restart = async () => {
      await cluster.core.deleteNamespacedPod({ namespace, name: (await podOf(cluster, "robin", "server"))?.metadata?.name ?? "" });
      await waitUntil("the new server to run", async () => (await podOf(cluster, "robin", "server"))?.status?.phase === "Running", 60);
    };
    await give(Buffer.from("wrong").toString("base64"));
    try {
      await restart();
      const name = (await podOf(cluster, "robin", "server"))?.metadata?.name;
      const health = () => cluster.core.connectGetNamespacedPodProxyWithPath({ namespace, name: `${name}:8080`, path: "healthz.php" });
      await waitUntil("the server to name the reason", async () => /Access denied/.test(await health().catch(String)), 30);
      expect(isReady(await podOf(cluster, "robin", "server"))).toBe(false);
    } finally {
      await give(secret.data?.["database-password"] ?? "");
    }
    await restart();
    await waitUntil("the shop to open", async () => isReady(await podOf(cluster, "robin", "server")), 60);
  });

  onCluster("a database that is away for a while costs no restart of the shop", async () => {
    const namespace = namespaceName("robin");
    const scale = (replicas: number) =>
      cluster.apps.replaceNamespacedStatefulSetScale({
        namespace,
        name: "database",
        body: { metadata: { namespace, name: "database" }, spec: { replicas } },
      });
    await scale(0);
    await waitUntil("the shop to close", async () => !isReady(await podOf(cluster, "robin", "server")), 90);
    await scale(1);
    await waitUntil("the shop to open", async () => isReady(await podOf(cluster, "robin", "server")), 120);
    expect((await podOf(cluster, "robin", "server"))?.status?.containerStatuses?.[0]?.restartCount).toBe(0);
    expect(await countsOf(cluster, "robin")).toEqual({ ...untouched, products: 4 });
  });
});

describe("an upgrade", () => {
  let order: number;
  const run = (mirror: string | undefined) =>
    startStorefleet(["up", "--json", "--stores", fleet.file], mirror === undefined ? {} : { env: { STOREFLEET_MIRROR: mirror } }).ended;
  const upgrading = (name: string, body: () => Promise<void>) =>
    onCluster(name, async () => {
      if (olderMirror !== undefined) return body();
      process.stdout.write(`not run: ${name}: STOREFLEET_E2E_OLDER_MIRROR names no folder with older archives\n`);
    });
  const versions = async () =>
    JSON.parse(
      await sql(
        await readFile(kubeconfigPath(process.env), "utf8"),
        "wren",
        "SELECT option_value FROM wp_options WHERE option_name = 'store_versions'",
      ),
    );

  upgrading("that fails brings back database and image, says so, and keeps the orders", async () => {
    const kubeconfig = await readFile(kubeconfigPath(process.env), "utf8");
    await fleet.declare([]);
    succeeded(await run(olderMirror));
    await fleet.declare([wren]);
    succeeded(await run(olderMirror));
    const before = await versions();
    order = await buyAsCustomer("wren");
    await sql(
      kubeconfig,
      "wren",
      "CREATE TRIGGER in_the_way BEFORE UPDATE ON wp_options FOR EACH ROW SET NEW.option_value = IF(NEW.option_name = 'woocommerce_db_version', OLD.option_value, NEW.option_value)",
    );
    const failed = await run(undefined);
    expect(failed.code).not.toBe(0);
    expect(failed.stdout).toContain("the database is restored as it was before");
    expect(failed.stdout).toContain("The image of before is back");
    expect(await versions()).toEqual(before);
    await waitUntil("the shop to open", async () => isReady(await podOf(cluster, "wren", "server")), 60);
    expect((await asMerchant<{ id: number }[]>(cluster, "wren", "/wp-json/wc/v3/orders")).map(({ id }) => id)).toEqual([order]);
    await sql(kubeconfig, "wren", "DROP TRIGGER in_the_way");
  });

  upgrading("that works takes a dump first and keeps the orders", async () => {
    const before = await versions();
    expect(statuses(succeeded(await run(undefined)))).toEqual(["wren Ready"]);
    const log = await logOf(cluster, "wren", "setup");
    expect(log).toMatch(/dumped the database to \/var\/dumps\/before-upgrade-from-woocommerce-[\w.-]+\.sql/);
    expect(log).toContain("; the dump from before is /var/dumps/");
    expect(await versions()).not.toEqual(before);
    expect((await asMerchant<{ id: number }[]>(cluster, "wren", "/wp-json/wc/v3/orders")).map(({ id }) => id)).toEqual([order]);
  });
});
