import { unavailableImages } from "../../images/catalog.ts";
import { cacheFolder } from "../../local/paths.ts";

/**
 * Why this machine cannot run a WooCommerce store, in one line that begins with "not run: "; undefined where it can.
 *
 * @param what what is left out, such as "WooCommerce on the cluster"
 */
export async function whyNotRun(what: string): Promise<string | undefined> {
  const missing = await unavailableImages(["mariadb", "woocommerce"], { cacheDir: cacheFolder(process.env) });
  const reasons = [...missing.values()].map(({ reason, remedy }) => `${reason}; ${remedy}`);
  return reasons.length === 0 ? undefined : `not run: ${what}: ${reasons.join("; ")}`;
}
