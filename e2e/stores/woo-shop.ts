import { Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { Exec, KubeConfig } from "@kubernetes/client-node";
import { namespaceName } from "../../constructs/names.ts";
import type { ClusterClient } from "../../control/cluster/client.ts";
import { readStoreSecret } from "../../control/cluster/observe.ts";
import { openShop } from "../../control/verify/shop-http.ts";
import { oauthHeader } from "../../control/verify/woocommerce-oauth.ts";

/** Reads a WooCommerce store as its merchant, through the ingress. */
export async function asMerchant<T>(cluster: ClusterClient, store: string, path: string): Promise<T> {
  const secret = await readStoreSecret(cluster, store);
  const key = { key: secret["api-consumer-key"] ?? "", secret: secret["api-consumer-secret"] ?? "" };
  const url = `http://${store}.localhost`;
  const shop = openShop(url);
  try {
    const { status, json, text } = await shop.send(path, { headers: { authorization: oauthHeader("GET", `${url}${path}`, key) } });
    if (status !== 200) throw new Error(`${path} of ${store} answered ${status}: ${text.slice(0, 200)}`);
    return json as T;
  } finally {
    await shop.close();
  }
}

/** Buys one piece of the first product as a customer whose order stays. */
export async function buyAsCustomer(store: string): Promise<number> {
  const shop = openShop(`http://${store}.localhost`);
  const api = "/wp-json/wc/store/v1";
  try {
    const cart = await shop.send(`${api}/cart`);
    const headers = { nonce: String(cart.headers.nonce), "cart-token": String(cart.headers["cart-token"]) };
    const products = (await shop.send(`${api}/products`)).json as { id: number }[];
    await shop.send(`${api}/cart/add-item`, { method: "POST", headers, body: { id: products[0]?.id, quantity: 1 } });
    const address = { first_name: "Ada", last_name: "Example", address_1: "Street 1", city: "London", postcode: "SW1A 1AA", country: "GB" };
    const { status, json, text } = await shop.send(`${api}/checkout`, {
      method: "POST",
      headers,
      body: {
        billing_address: { ...address, email: "ada@customer.example", phone: "1" },
        shipping_address: address,
        payment_method: "cod",
      },
    });
    if (status !== 200) throw new Error(`the checkout answered ${status}: ${text.slice(0, 300)}`);
    return (json as { order_id: number }).order_id;
  } finally {
    await shop.close();
  }
}

/** Everything that a second setup could have made twice. */
export async function countsOf(cluster: ClusterClient, store: string) {
  const count = async (path: string) => (await asMerchant<unknown[]>(cluster, store, path)).length;
  return {
    products: await count("/wp-json/wc/v3/products?per_page=100"),
    zones: await count("/wp-json/wc/v3/shipping/zones"),
    shippingMethods: await count("/wp-json/wc/v3/shipping/zones/0/methods"),
    orders: await count("/wp-json/wc/v3/orders?status=any&per_page=100"),
  };
}

/** The one pod of a component, once there is one. */
export async function podOf(cluster: ClusterClient, store: string, component: string) {
  const labelSelector = `app.kubernetes.io/component=${component}`;
  const { items } = await cluster.core.listNamespacedPod({ namespace: namespaceName(store), labelSelector });
  const alive = items.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
  return alive.sort((a, b) => Number(b.metadata?.creationTimestamp ?? 0) - Number(a.metadata?.creationTimestamp ?? 0))[0];
}

export function isReady(pod: Awaited<ReturnType<typeof podOf>>): boolean {
  return pod?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}

/** Log of a component's newest pod; empty while it has none. */
export async function logOf(cluster: ClusterClient, store: string, component: string): Promise<string> {
  const name = (await podOf(cluster, store, component))?.metadata?.name;
  if (name === undefined) return "";
  return cluster.core.readNamespacedPodLog({ namespace: namespaceName(store), name }).catch(() => "");
}

/** Runs one SQL statement in a store's database, as the shop's own user. */
export async function sql(kubeconfig: string, store: string, statement: string): Promise<string> {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  let output = "";
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      output += chunk;
      done();
    },
  });
  const command = ["sh", "-c", 'exec mariadb -h127.0.0.1 -uwordpress -p"$DATABASE_PASSWORD" -N -B wordpress -e "$1"', "sh", statement];
  const status = await new Promise<string | undefined>((resolve, reject) => {
    new Exec(config)
      .exec(namespaceName(store), "database-0", "mariadb", command, sink, sink, null, false, (ended) => resolve(ended.status))
      .catch(reject);
  });
  await pause(50);
  if (status !== "Success") throw new Error(`the statement failed: ${output}`);
  return output.trim();
}
