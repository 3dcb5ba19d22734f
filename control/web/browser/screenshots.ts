/** Renews the pictures of docs/dashboard.md: `node control/web/browser/screenshots.ts`. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { recordUsage } from "../../db/usage.ts";
import { startChromium } from "./chromium.ts";
import { startDashboard } from "./dashboard.ts";
import { usageAt } from "./simulated-usage.ts";

const folder = join(import.meta.dirname, "../../../docs/dashboard");
const looks = [
  { look: "light", colorScheme: "light", viewport: { width: 1280, height: 860 } },
  { look: "dark", colorScheme: "dark", viewport: { width: 1280, height: 860 } },
  { look: "phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
] as const;
const shops = [
  { name: "bramble", title: "Bramble Books", engine: "woocommerce", plan: "standard", currency: "GBP", country: "GB" },
  { name: "dune", title: "Dune Surf Supply", engine: "medusa" },
  { name: "fjord", title: "Fjord Knitwear", engine: "medusa", plan: "pro" },
  { name: "cinder", title: "Cinder Ceramics", engine: "medusa" },
  { name: "ember", title: "Ember Coffee", engine: "medusa" },
];

const browser = await startChromium();
const dashboard = await startDashboard({
  stepMilliseconds: 2500,
  fail: ({ spec }) =>
    spec.name === "dune"
      ? {
          code: "ReleaseFailed",
          step: "migrate",
          message: "Job migrate of dune failed; everything was rolled back.",
          log: ["Running migrations", "error: disk quota exceeded"],
          rolledBack: true,
        }
      : undefined,
});
const login = await dashboard.login("admin");
await dashboard.database.db.insertInto("quotas").values({ owner_id: login.id, max_stores: 12 }).execute();

await mkdir(folder, { recursive: true });
for (const { look, ...options } of looks) {
  const page = await (await browser.newContext({ baseURL: dashboard.url, ...options })).newPage();
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(login.email);
  await page.getByLabel("Password").fill(login.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Stores", exact: true }).waitFor();
  if (look === "light") {
    await createShops(page);
    await addAccounts(page);
  }
  await picture(page, `stores-${look}`, "/stores");
  await restart(page);
  await picture(page, `store-${look}`, "/stores/cinder");
  await pictureOf(page, `usage-${look}`, "/stores/fjord", "CPU and memory");
  await picture(page, `failed-${look}`, "/stores/dune");
  await picture(page, `system-${look}`, "/system");
  if (look === "light") {
    await picture(page, "users", "/users");
    await picture(page, "account", "/account");
  }
  await page.goto("/stores/fjord/definition");
  await page.getByRole("radio", { name: /^Standard/ }).click();
  await page.getByLabel("Shop title").fill("Fjord Knitwear & Wool");
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.getByText("2 to change").waitFor();
  if (look !== "phone") await page.evaluate("scrollTo(0, 0)");
  await page.screenshot({ path: join(folder, `edit-${look}.png`) });
  await page.goto("/new");
  await page.getByLabel("Name", { exact: true }).fill("glacier");
  await page.getByLabel("Administrator's e-mail").fill("you@glacier.example");
  await page.getByText("There is room for it").waitFor();
  if (look !== "phone") await page.evaluate("scrollTo(0, 0)");
  await page.screenshot({ path: join(folder, `new-${look}.png`) });
}
await browser.close();
await dashboard.close();
process.exit(0);

/** A store whose steps run while its picture is taken. */
async function restart(page: Page): Promise<void> {
  await page.request.post("/api/stores/cinder/upgrade", { headers: { origin: dashboard.url } });
  await page.waitForTimeout(7000);
}

async function createShops(page: Page): Promise<void> {
  for (const shop of shops) {
    const reply = await page.request.post("/api/stores", {
      data: { ...shop, adminEmail: `admin@${shop.name}.example` },
      headers: { origin: dashboard.url },
    });
    if (!reply.ok()) throw new Error(`${shop.name} was refused: ${await reply.text()}`);
    if (shop.name !== "fjord") continue;
    await page.goto("/stores");
    await page.getByRole("article").filter({ hasText: "Fjord" }).getByText("Ready", { exact: true }).waitFor();
    await addProofs();
    await addUsage("fjord");
  }
  await page.waitForTimeout(20_000);
}

/** Colleagues of the one who is signed in, and keys of the latter. */
async function addAccounts(page: Page): Promise<void> {
  const people = [
    ["Ada Quill", "ada@fjord.example"],
    ["Bo Larsen", "bo@dune.example"],
    ["Chidi Okafor", "chidi@ember.example"],
  ] as const;
  const headers = { origin: dashboard.url };
  for (const [name, email] of people) {
    await page.request.post("/api/users", { data: { name, email, password: `of ${name} alone` }, headers });
  }
  for (const name of ["deploy script", "monitoring"]) await page.request.post("/api/auth/api-key/create", { data: { name }, headers });
}

/** A past of test orders, one of which failed. */
async function addProofs(): Promise<void> {
  const names = ["bramble", "fjord"];
  const rows = names.flatMap((store_name, shop) =>
    Array.from({ length: 19 }, (_, index) => ({
      store_name,
      ok: shop !== 0 || index !== 12,
      seconds: 1.1 + ((index * 37 + shop * 11) % 17) / 10,
      order_id: `#${100 + index}`,
      error: null,
      at: new Date(Date.now() - (20 - index) * 300_000),
    })),
  );
  await dashboard.database.db.insertInto("proofs").values(rows).execute();
}

/** What a shop used in the last hour. */
async function addUsage(name: string): Promise<void> {
  const { pool, db } = dashboard.database;
  await pool.query("update stores set created_at = created_at - interval '1 day' where name = $1", [name]);
  for (let minute = 60; minute > 0; minute--) {
    const at = new Date(Date.now() - minute * 60_000);
    await recordUsage(db, at, { stores: [usageAt(name, at.getTime())], unavailable: null }, 24);
  }
}

async function picture(page: Page, name: string, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole("heading").first().waitFor();
  await page.waitForTimeout(1200);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** A picture of one part of a page. */
async function pictureOf(page: Page, name: string, path: string, region: string): Promise<void> {
  await page.goto(path);
  const part = page.getByRole("region", { name: region });
  await part.getByRole("application").nth(1).waitFor();
  await part.screenshot({ path: join(folder, `${name}.png`) });
}
