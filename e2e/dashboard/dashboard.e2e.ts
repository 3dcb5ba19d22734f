import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";
import { namespaceName } from "../../constructs/names.ts";
import { startChromium } from "../../control/web/browser/chromium.ts";
import { Fleet, succeeded } from "../stores/fleet.ts";
import { openWorkstation } from "../workstation.ts";
import { OwnControlPlane } from "./own-control-plane.ts";

/** A control plane as `npm start` starts it, used as a merchant uses it: in a browser, on the real cluster. */
const store = { name: "web-shop", title: "Web Shop of the Test", adminEmail: "admin@web-shop.example" };
/** Longest wait for what happens in the cluster; how long it takes is no matter of this test. */
const patience = 300_000;

let fleet: Fleet;
let browser: Browser;
let plane: OwnControlPlane;

beforeAll(async () => {
  fleet = await Fleet.create();
  // A declared store brings what all stores need: the ingress controller and the images.
  await fleet.declare([{ name: "declared", engine: "medusa", adminEmail: "admin@declared.example" }]);
  succeeded(await fleet.up());
  plane = await OwnControlPlane.start(fleet.file);
  browser = await startChromium();
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await plane?.remove([store.name]);
  await fleet.run("destroy", "--yes");
  await fleet.remove();
}, 300_000);

async function signIn(): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: plane.url })).newPage();
  page.setDefaultTimeout(30_000);
  await page.goto("/");
  await page.getByLabel("E-mail").fill(plane.firstLogin.email);
  await page.getByLabel("Password").fill(plane.firstLogin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Stores", exact: true }).waitFor();
  return page;
}

/** Waits until the shop is open; fails with what the page says when the operation has failed. */
async function open(page: Page): Promise<string> {
  const shop = page.getByRole("link", { name: /^Open shop/ });
  const failure = page.getByRole("alert");
  await shop.or(failure).first().waitFor({ timeout: patience });
  if ((await shop.count()) === 0) throw new Error(`the page says: ${(await failure.allInnerTexts()).join("; ")}\n${await plane.log()}`);
  return (await shop.getAttribute("href")) ?? "";
}

/** What a shopper's browser gets: it alone resolves `*.localhost` everywhere. */
async function visit(page: Page, address: string): Promise<{ readonly status: number | undefined; readonly title: string }> {
  const shop = await page.context().newPage();
  const answer = await shop.goto(address);
  const seen = { status: answer?.status(), title: await shop.title() };
  await shop.close();
  return seen;
}

test("a store is made in the form, comes up step by step, sells, is suspended, resumed and deleted", async () => {
  const page = await signIn();
  const declared = page.getByRole("article").filter({ hasText: "declared.localhost" });
  await declared.getByText("Ready", { exact: true }).waitFor();

  await page.getByRole("link", { name: "New store" }).click();
  await page.getByLabel("Name", { exact: true }).fill(store.name);
  await page.getByLabel("Shop title").fill(store.title);
  await page.getByLabel("Administrator's e-mail").fill(store.adminEmail);
  await page.getByText("There is room for it").waitFor();
  // The real engine says what it would do, before anything is done.
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.getByRole("region", { name: "Objects" }).getByText("Namespace").first().waitFor({ timeout: 120_000 });
  await page.getByRole("button", { name: "Create store" }).click();

  await page.getByRole("heading", { name: store.title, level: 1 }).waitFor();
  await page.getByRole("listitem").filter({ hasText: ", running" }).first().waitFor({ timeout: patience });
  const address = await open(page);
  expect(await page.getByRole("listitem").filter({ hasText: ", done" }).count()).toBe(7);
  await page.getByRole("region", { name: "Checkout" }).getByText(/EUR$/).waitFor();

  expect(await visit(page, address)).toEqual({ status: 200, title: expect.stringContaining(store.title) });

  await page.getByRole("link", { name: "Logs" }).click();
  await page.getByRole("log").getByText("migrat", { exact: false }).first().waitFor();

  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Suspend", exact: true }).click();
  await page.getByRole("button", { name: "Resume", exact: true }).waitFor({ timeout: patience });
  expect((await visit(page, address)).status).not.toBe(200);
  await page.getByRole("button", { name: "Resume", exact: true }).click();
  await open(page);

  await page.getByRole("button", { name: "Delete store…" }).click();
  const dialog = page.getByRole("dialog", { name: `Delete ${store.name}?` });
  await dialog.getByLabel(`Type ${store.name} to confirm`).fill(store.name);
  await dialog.getByRole("button", { name: "Delete it and its data" }).click();
  await page.getByText(`There is no store ${store.name}`).waitFor({ timeout: patience });
  const { items } = await (await openWorkstation()).core.listNamespace();
  expect(items.map(({ metadata }) => metadata?.name)).not.toContain(namespaceName(store.name));
});
