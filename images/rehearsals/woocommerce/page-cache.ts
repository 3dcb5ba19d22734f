import { setTimeout as pause } from "node:timers/promises";
import type { Answer, Check, Services } from "./services.ts";

const outside = { "x-forwarded-proto": "http" };
const cached = ({ headers }: Answer) => String(headers["x-page-cache"] ?? "never").split(";")[0];

/** Visitors without a cart share a page for some seconds; whoever is somebody gets their own, and what is personal is never kept. */
export async function rehearsePageCache(services: Services, check: Check): Promise<void> {
  const ask = async (path: string, headers: Readonly<Record<string, string>> = {}) =>
    cached(await services.get(path, { ...outside, ...headers }));
  const [first, second] = [await services.get("/", outside), await services.get("/", outside)];
  check("a page is kept for the next visitor", cached(second) === "hit" && second.text.length > 1000, second.headers);
  check("… as it was", first.text === second.text && second.headers["content-type"] === first.headers["content-type"]);
  check("another visitor's own cookies do not matter", (await ask("/", { cookie: "_ga=1; sbjs_session=2" })) === "hit");
  for (const cookie of ["wordpress_logged_in_1=a", "woocommerce_items_in_cart=1", "wp_woocommerce_session_1=a", "comment_author_1=a"]) {
    check(`a visitor with ${cookie.split("=")[0]} gets a page of their own`, (await ask("/", { cookie })) === "never");
  }
  check("who asks for the newest page gets it", (await ask("/", { "cache-control": "no-cache" })) === "never");
  check("a question after the address is not kept", [await ask("/?a=1"), await ask("/?a=1")].join() === "never,never");
  check("https and http are not mixed up", cached(await services.get("/", { "x-forwarded-proto": "https" })) !== "hit");
  for (const path of ["/cart/", "/checkout/", "/my-account/", "/nothing-here/", "/wp-json/wc/store/v1/products"]) {
    check(`${path} is never kept`, [await ask(path), await ask(path)].join() === "never,never");
  }
  services.sql("UPDATE wp_options SET option_value = 'Changed' WHERE option_name = 'blogname'");
  await services.until("the page to grow old", async () => {
    await pause(500);
    return (await services.get("/", outside)).text.includes("Changed");
  });
  check("a change is shown some seconds later", true);
}
