import { storeUrl } from "../../constructs/names.ts";
import { type ClusterClient, openCluster } from "../../control/cluster/client.ts";
import { openShop } from "../../control/verify/shop-http.ts";
import { chooseProvider } from "../../local/cluster/choose.ts";
import { clusterMemory } from "../../local/cluster/memory.ts";
import type { StoreInput } from "../../stores/schema.ts";
import { Fleet, succeeded } from "../stores/fleet.ts";
import { whyNotRun } from "../stores/woocommerce-images.ts";
import { milestonesOf } from "./milestones.ts";
import type { Figure } from "./table.ts";

const store = {
  name: "bench-woo",
  engine: "woocommerce",
  title: "Bench",
  adminEmail: "admin@bench.example",
} as const satisfies StoreInput;

const mebibyte = 1024 * 1024;

/** A WooCommerce store from `up` to its proven order with images present, its idle memory, and how fast its shop page is. */
export async function benchWooCommerce(): Promise<Figure[]> {
  const notRun = await whyNotRun("the WooCommerce benchmark");
  if (notRun !== undefined) {
    process.stderr.write(`  ${notRun}\n`);
    return [];
  }
  const group = "one WooCommerce store, images present";
  const fleet = await Fleet.create();
  try {
    // Once for the images, then from nothing.
    await fleet.declare([store]);
    succeeded(await fleet.up());
    await fleet.declare([]);
    succeeded(await fleet.up());
    await fleet.declare([store]);
    const before = Date.now();
    const first = await fleet.up();
    const proof = succeeded(first).stores.find(({ name }) => name === store.name)?.proof;
    const kubeconfig = await (await chooseProvider({})).kubeconfig();
    const cluster = openCluster(kubeconfig);
    const milestones = await milestonesOf(cluster, store.name);
    const used = (await clusterMemory(kubeconfig)).namespaces[`store-${store.name}`]?.workingSetBytes ?? Number.NaN;
    await assertOpcache(cluster);
    return [
      { group, name: "up, until the order is proven", value: first.seconds, unit: "s", goal: 25 },
      ...milestones.map(({ name, at }): Figure => ({ group, name: `  ${name}`, value: Math.max(0, (at - before) / 1000), unit: "s" })),
      { group, name: "  the order itself", value: proof?.seconds ?? Number.NaN, unit: "s" },
      { group, name: "idle working set of the store", value: used / mebibyte, unit: "MiB", goal: 240 },
      ...(await shopPage(group)),
    ];
  } finally {
    await fleet.declare([]);
    await fleet.up();
    await fleet.remove();
  }
}

/** Without opcache the figures below would be those of another shop; the server is ready only with it, and says so itself. */
async function assertOpcache(cluster: ClusterClient): Promise<void> {
  const namespace = `store-${store.name}`;
  const { items } = await cluster.core.listNamespacedPod({ namespace, labelSelector: "app.kubernetes.io/component=server" });
  const name = `${items[0]?.metadata?.name}:8080`;
  const answer = await cluster.core.connectGetNamespacedPodProxyWithPath({ namespace, name, path: "healthz.php" });
  if (answer.trim() !== "ok") throw new Error(`the server of ${store.name} says: ${answer}`);
}

/**
 * Requests per second of the shop page, which is the home page, through the ingress: one at a time and four at once, as visitors without a
 * cart get it, and as it is for one with a cart, who gets a page of their own.
 */
async function shopPage(group: string): Promise<Figure[]> {
  const shop = openShop(storeUrl(store.name, { baseDomain: "localhost", scheme: "http" }));
  const rate = async (requests: number, atOnce: number, cookie: Readonly<Record<string, string>> = {}) => {
    const read = async () => {
      const { status, text, headers } = await shop.send("/", { headers: { accept: "text/html", ...cookie } });
      if (status !== 200 || text.includes("coming-soon")) throw new Error(`the shop page answered ${status}`);
      if ("cookie" in cookie && headers["x-page-cache"] !== undefined) throw new Error("a visitor with a cart got everybody's page");
    };
    let left = requests;
    const started = performance.now();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (left-- > 0) await read();
      }),
    );
    return requests / ((performance.now() - started) / 1000);
  };
  try {
    const withCart = { cookie: "woocommerce_items_in_cart=1" };
    // The ingress lets one client send 200 requests at once and 50 a second after that.
    await rate(20, 4, withCart);
    return [
      { group, name: "shop page, one at a time", value: await rate(60, 1), unit: "req/s", atLeast: 23 },
      { group, name: "shop page, four at once", value: await rate(100, 4), unit: "req/s", atLeast: 40 },
      { group, name: "shop page with a cart, one at a time", value: await rate(60, 1, withCart), unit: "req/s" },
      { group, name: "shop page with a cart, four at once", value: await rate(100, 4, withCart), unit: "req/s" },
    ];
  } finally {
    await shop.close();
  }
}
