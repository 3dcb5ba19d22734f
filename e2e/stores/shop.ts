import type { ClusterClient } from "../../control/cluster/client.ts";
import { readStoreSecret } from "../../control/cluster/observe.ts";
import { openShop } from "../../control/verify/shop-http.ts";

/** Ids of all orders that the merchant of a Medusa store sees. */
export async function adminOrders(
  cluster: ClusterClient,
  store: { readonly name: string; readonly adminEmail: string },
): Promise<string[]> {
  const { "admin-password": password } = await readStoreSecret(cluster, store.name);
  const shop = openShop(`http://${store.name}.localhost`);
  try {
    const login = await shop.send("/auth/user/emailpass", { method: "POST", body: { email: store.adminEmail, password } });
    const { token } = login.json as { token: string };
    const { json } = await shop.send("/admin/orders?fields=id&limit=200", { headers: { authorization: `Bearer ${token}` } });
    return (json as { orders: { id: string }[] }).orders.map(({ id }) => id).sort();
  } finally {
    await shop.close();
  }
}
