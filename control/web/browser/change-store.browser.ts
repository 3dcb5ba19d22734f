import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { seriousFindings } from "./accessibility.ts";
import { createStore, Visitors } from "./visitors.ts";

let visitors: Visitors;

beforeAll(async () => {
  visitors = await Visitors.open({ stepMilliseconds: 150 });
}, 120_000);
afterEach(() => visitors.leave());
afterAll(() => visitors?.close());

/** Somebody with a store that is Ready, on the form that changes it. */
async function editing(name: string): Promise<Page> {
  const page = await visitors.signedIn(await visitors.dashboard.login("member"));
  await createStore(page, name);
  await page.getByRole("link", { name: /^Open shop/ }).waitFor();
  await page.getByRole("link", { name: "Definition" }).click();
  return page;
}

test("a changed definition is previewed, saved as a new revision, and shown in the history", async () => {
  const page = await editing("edited");
  const save = page.getByRole("button", { name: "Save changes" });
  await page.getByText("Nothing is changed yet.").waitFor();
  expect(await save.isDisabled()).toBe(true);
  expect(await page.getByLabel("Administrator's e-mail").inputValue()).toBe("admin@edited.example");
  await page.getByRole("radio", { name: /^Pro/ }).click();
  await page.getByLabel("Shop title").fill("Edited Goods");
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.getByText("2 to change").waitFor();
  await page.getByRole("region", { name: "Objects" }).getByText("6656Mi").waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await save.click();
  await page.getByRole("heading", { name: "Edited Goods", level: 1 }).waitFor();
  await page.getByText("Nothing is changed yet.").waitFor();
  await page.getByRole("link", { name: "History" }).click();
  await page.getByText('+ plan: "pro"').waitFor();
  await page.getByText('+ title: "Edited Goods"').waitFor();
}, 60_000);

test("a wrong value is refused at its field, in the schema's words", async () => {
  const page = await editing("mistyped");
  await page.getByLabel("Administrator's e-mail").fill("nobody");
  await page.getByRole("button", { name: "Save changes" }).click();
  expect(await page.getByLabel("Administrator's e-mail").getAttribute("aria-invalid")).toBe("true");
  await page.getByRole("button", { name: "Discard changes" }).click();
  await page.getByText("Nothing is changed yet.").waitFor();
}, 60_000);

test("somebody else's change meanwhile is shown, and one's own is put on top of it", async () => {
  const page = await editing("contested");
  await page.getByLabel("Shop title").fill("Mine");
  const colleague = await visitors.signedIn(await visitors.dashboard.login("admin"));
  await colleague.goto("/stores/contested/definition");
  await colleague.getByLabel("Shop title").fill("Theirs");
  await colleague.getByLabel("Administrator's e-mail").fill("boss@contested.example");
  await colleague.getByRole("button", { name: "Save changes" }).click();

  const conflict = page.getByRole("alert").filter({ hasText: "Somebody else changed this store meanwhile" });
  await conflict.getByText("boss@contested.example").waitFor();
  expect(await page.getByRole("button", { name: "Save changes" }).isDisabled()).toBe(true);
  expect(await seriousFindings(page)).toEqual([]);
  await conflict.getByRole("button", { name: "Keep my changes on top of theirs" }).click();
  expect(await page.getByLabel("Administrator's e-mail").inputValue()).toBe("boss@contested.example");
  expect(await page.getByLabel("Shop title").inputValue()).toBe("Mine");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByRole("heading", { name: "Mine", level: 1 }).waitFor();
}, 60_000);

test("a change over a revision that the page has not heard of is refused by the API, and told the same way", async () => {
  const page = await editing("deaf");
  const { db } = visitors.dashboard.database;
  await page.getByLabel("Shop title").fill("Mine");
  // No event tells of it.
  await db.updateTable("stores").set({ revision: 7 }).where("name", "=", "deaf").execute();
  await page.getByRole("button", { name: "Save changes" }).click();
  const conflict = page.getByRole("alert").filter({ hasText: "Somebody else changed this store meanwhile" });
  await conflict.getByText("Their definition is the same as the one you began with.").waitFor();
  await conflict.getByRole("button", { name: "Take theirs" }).click();
  await page.getByText("Nothing is changed yet.").waitFor();
}, 60_000);

test("a new store is previewed before it is made; the preview can be stopped", async () => {
  const page = await visitors.signedIn(await visitors.dashboard.login("member"));
  await page.goto("/new");
  expect(await page.getByRole("button", { name: "Preview", exact: true }).isDisabled()).toBe(true);
  await page.getByLabel("Name", { exact: true }).fill("planned");
  await page.getByLabel("Administrator's e-mail").fill("admin@planned.example");
  await page.route("**/api/stores:plan", (route) => setTimeout(() => void route.continue().catch(() => undefined), 1500), { times: 1 });
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.getByRole("status").filter({ hasText: "Asking the engine" }).waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.getByText("10 to create").waitFor();
  await page.getByRole("region", { name: "Objects" }).getByText("NetworkPolicy").first().waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByLabel("Shop title").fill("Another");
  await page.getByText("The definition has changed since this preview.").waitFor();
}, 60_000);
