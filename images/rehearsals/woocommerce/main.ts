import { mkdirSync, writeFileSync } from "node:fs";
import { buy } from "./buy.ts";
import { rehearseFullDisk } from "./full-disk.ts";
import { rehearseMail } from "./mail.ts";
import { rehearsePageCache } from "./page-cache.ts";
import { Services } from "./services.ts";

/**
 * Runs inside the unpacked images of shop and database while the shop's image is built: proves that the setup can be run again and be killed,
 * that an upgrade goes forward or back, and that the shop sells and tells the truth about being ready. Ends with an exit code that is not 0 and
 * a reason otherwise.
 */
process.chdir("/var/www/html");
const services = new Services();

function check(what: string, ok: boolean, detail: unknown = ""): void {
  if (!ok) throw new Error(`${what} failed${detail === "" ? "" : `: ${typeof detail === "string" ? detail : JSON.stringify(detail)}`}`);
  console.log(`rehearsal: ${what}`);
}

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const optionOf = (name: string) => services.sql(`SELECT option_value FROM wp_options WHERE option_name = '${name}'`);
const setUp = (revision: string, env: Readonly<Record<string, string>> = {}) =>
  services.run("store-setup", { SETUP_REVISION: revision, ...env });

let started = Date.now();
await services.startDatabase();
check(`MariaDB up for the first time in ${seconds(started)}`, true);
await services.startWeb("one");
const before = await services.get("/healthz.php");
check("not ready before the setup", before.status === 503 && before.text.includes("the setup one has not finished"), before.text);

await services.killSetup({ SETUP_REVISION: "one" }, () => services.sql("SHOW TABLES").includes("wc_orders"));
started = Date.now();
const first = setUp("one");
check(
  `a setup that was killed starts again and is done in ${seconds(started)}`,
  first.code === 0 && first.output.includes("was interrupted"),
  first,
);
const ready = await services.get("/healthz.php");
check("ready after the setup, with opcache", ready.status === 200, ready.text);
check("the probe is hidden from outside", (await services.get("/healthz.php", { "x-forwarded-proto": "http" })).status === 404);
check("a setup that is done is left alone", setUp("one").output.includes("nothing to do"));

const shop = await services.get("/");
check(
  'the home page shows the products, and no "coming soon"',
  shop.text.includes("Mug") && !shop.text.includes("coming-soon"),
  shop.status,
);
check("orders are kept in their own tables", optionOf("woocommerce_custom_orders_table_enabled") === "yes");
for (const path of ["/xmlrpc.php", "/wp-cron.php", "/wp-admin/install.php", "/wp-content/uploads/wc-logs/x.log", "/.htaccess"]) {
  check(`${path} is closed`, (await services.get(path)).status === 403);
}
mkdirSync("/var/www/html/wp-content/uploads/2026", { recursive: true });
writeFileSync("/var/www/html/wp-content/uploads/2026/x.php", "<?php echo 'ran';");
check("an uploaded script does not run", (await services.get("/wp-content/uploads/2026/x.php")).status === 403);

const counts = services.rowCounts();
for (const revision of ["two", "three"]) {
  const again = setUp(revision);
  const now = services.rowCounts();
  check(
    `setup ${revision} changes no row count (${counts.split("\n").length} tables)`,
    again.code === 0 && now === counts,
    `${again.output}\n${now}`,
  );
}
check("revision one still counts", (await services.get("/healthz.php")).status === 200);
const changed = setUp("four", { STORE_TITLE: "Renamed", STORE_CURRENCY: "USD", ADMIN_PASSWORD: "another" });
check(
  "another title and currency reach the shop",
  changed.code === 0 && `${optionOf("blogname")} ${optionOf("woocommerce_currency")}` === "Renamed USD",
);

const stock = "SELECT SUM(stock_quantity) FROM wp_wc_product_meta_lookup";
const full = services.sql(stock);
const proof = await buy(services, "order-proof@rehearsal.invalid");
check("a sold piece leaves the stock", Number(services.sql(stock)) === Number(full) - 1);
const removal = services.run("wp", {}, "--user=admin", "eval", `echo wp_json_encode( store_remove_proof_order( ${proof} ) );`);
const left = services.sql(
  "SELECT (SELECT COUNT(*) FROM wp_wc_orders) + (SELECT COUNT(*) FROM wp_wc_order_stats) + (SELECT COUNT(*) FROM wp_comments WHERE comment_type = 'order_note') + (SELECT COUNT(*) FROM wp_wc_customer_lookup WHERE user_id IS NULL) + (SELECT COUNT(*) FROM wp_woocommerce_order_items)",
);
check("a test order is removed without a trace", left === "0" && services.sql(stock) === full, removal);
const kept = await buy(services, "customer@shop.example");
const refused = services.run("wp", {}, "--user=admin", "eval", `echo store_remove_proof_order( ${kept} )->get_error_code();`);
check("a customer's order is not removed", refused.output.includes("storefleet_not_a_proof"), refused);
await rehearseMail(services, kept, check);
await rehearseFullDisk(services, check);
await rehearsePageCache(services, check);
const cron = services.run("store-cron", { SETUP_REVISION: "four" });
check("what is due runs", cron.code === 0 && cron.output.includes("Success: Executed"), cron);

/** Makes the database look as if older code had used it last; then the newest of WooCommerce's own migrations run again. */
const age = () =>
  services.sql(
    "UPDATE wp_options SET option_value = '10.0.0' WHERE option_name IN ('woocommerce_version', 'woocommerce_db_version'); " +
      `UPDATE wp_options SET option_value = '{"wordpress":"7.0","woocommerce":"10.0.0"}' WHERE option_name = 'store_versions'`,
  );
age();
const undumped = setUp("five", { UPGRADE_DUMP_DIR: "/rehearsal/small" });
check(
  "no upgrade begins without room for its dump",
  undumped.code === 1 && undumped.output.includes("the upgrade did not begin"),
  undumped,
);
check("… and the shop stays open", (await services.get("/healthz.php")).status === 200 && optionOf("woocommerce_db_version") === "10.0.0");
const failed = setUp("five", { REHEARSE: "fail" });
check("a failed upgrade says so and is not tried again", failed.code === 2 && failed.output.includes("restored as it was before"), failed);
check("… and leaves the database as it was", optionOf("woocommerce_db_version") === "10.0.0" && optionOf("half_migrated") === "");
check("… with the shop open", (await services.get("/healthz.php")).status === 200);
await services.killSetup({ SETUP_REVISION: "five", REHEARSE: "hang" }, () => optionOf("half_migrated") === "yes");
const closed = [await services.get("/healthz.php"), await services.get("/")].map(({ status }) => status);
check("the shop is closed while an upgrade is half-way", closed.join() === "503,503", closed);
const upgraded = setUp("five");
check(
  "an upgrade that was killed starts again from its dump",
  upgraded.code === 0 && upgraded.output.includes("starting again from its dump"),
  upgraded,
);
check("… and ends with the image's versions", optionOf("woocommerce_db_version") !== "10.0.0" && optionOf("half_migrated") === "");
check("… and keeps the orders", services.sql(`SELECT COUNT(*) FROM wp_wc_orders WHERE id = ${kept}`) === "1");
check("… and older pods are not ready any more", (await services.get("/healthz.php")).status === 503);
services.sql(`UPDATE wp_options SET option_value = '{"wordpress":"7.0","woocommerce":"99.0.0"}' WHERE option_name = 'store_versions'`);
const older = setUp("six");
check("an image older than its database refuses", older.code === 2 && older.output.includes("a schema never goes back"), older);

services.pauseDatabase();
const paused = Date.now();
const hanging = await services.get("/healthz.php");
check("not ready while MariaDB hangs, before the probe gives up", hanging.status === 503 && Date.now() - paused < 3000, hanging.text);
services.resumeDatabase();
await services.until("MariaDB to go on", async () => (await services.get("/healthz.php")).text.includes("setup"));

await services.stopDatabase();
const down = Date.now();
const without = await services.get("/healthz.php");
check("not ready without MariaDB, at once", without.status === 503 && Date.now() - down < 2000, without.text);
await services.startDatabase({ DATABASE_PASSWORD: "rotated" });
const denied = services.run(
  "php",
  {},
  "-r",
  `
  require '/usr/local/lib/storefleet/environment.php'; require '/usr/local/lib/storefleet/database.php';
  try { store_wait_for_database( 60, 1, fn() => null ); } catch ( RuntimeException $error ) { echo $error->getMessage(); }
`,
);
check("a wrong password is told from a database that is not there", denied.output.includes("is up but refuses the password"), denied);
services.environment = { ...services.environment, DATABASE_PASSWORD: "rotated" };
const absent = services.run("store-setup", { DATABASE_HOST: "127.0.0.1", DATABASE_PORT: "9", WAIT_SECONDS: "1" });
check("a database that does not come is given up", absent.code === 1 && absent.output.includes("did not answer within 1 s"), absent);
await services.stopWeb();
await services.stopDatabase();
process.exit(0);
