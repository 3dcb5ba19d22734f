import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { seriousFindings } from "./accessibility.ts";
import type { Dashboard } from "./dashboard.ts";
import { createStore, Visitors } from "./visitors.ts";

/** Names of stores that the simulation lets fail. */
const failing = /^broken/;

let visitors: Visitors;
let dashboard: Dashboard;

beforeAll(async () => {
  visitors = await Visitors.open({
    stepMilliseconds: 1000,
    fail: ({ spec, kind }) =>
      kind === "create" && failing.test(spec.name)
        ? {
            code: "JobFailed" as never,
            step: "migrate",
            message: "Job migrate failed.",
            log: ["relation already exists"],
            rolledBack: true,
          }
        : undefined,
  });
  dashboard = visitors.dashboard;
}, 120_000);
afterEach(() => visitors.leave());
afterAll(() => visitors?.close());

const main = (page: Page) => page.locator("main");

describe("signing in", () => {
  test("leads to the page that was asked for", async () => {
    const login = await dashboard.login("member");
    const page = await visitors.stranger();
    await page.goto("/new");
    await page.getByLabel("E-mail").fill(login.email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("E-mail or password is wrong.").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByLabel("Password").fill(login.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "New store" }).waitFor();
  });
});

describe("a store", () => {
  test("comes up step by step until it is Ready, and goes when its name is typed", async () => {
    const page = await visitors.signedIn(await dashboard.login("member"));
    expect(await seriousFindings(page)).toEqual([]);
    await createStore(page, "meadow");
    await page.getByRole("listitem").filter({ hasText: "Migrate, running" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("link", { name: /Open shop/ }).waitFor();
    expect(await page.getByRole("link", { name: /Open shop/ }).getAttribute("href")).toBe("http://meadow.localhost");
    expect(await page.getByRole("listitem").filter({ hasText: ", done" }).count()).toBe(7);
    await page.getByText("order_meadow_1").waitFor();

    await page.reload();
    const memory = page.getByRole("figure", { name: "Memory" });
    await memory.getByText("1248 MiB guaranteed, 3.6 GiB at most").waitFor();
    await memory.getByRole("application", { name: /^Memory over the last hour/ }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto("/stores");
    await page.getByRole("article").filter({ hasText: "meadow" }).getByText("of 1248 MiB").waitFor();
    await page.getByRole("link", { name: "meadow", exact: true }).click();

    await page.getByRole("button", { name: "Reveal" }).click();
    await page.getByText(/^never-log-/).waitFor();
    await page.getByRole("button", { name: "Hide" }).click();
    expect(await page.getByText(/^never-log-/).count()).toBe(0);

    await page.getByRole("link", { name: "Logs" }).click();
    await page.getByRole("log").getByText("Seed finished").waitFor();
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("button", { name: "Delete store…" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete meadow?" });
    const confirm = dialog.getByRole("button", { name: "Delete it and its data" });
    await dialog.getByLabel("Type meadow to confirm").fill("meado");
    expect(await confirm.isDisabled()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByLabel("Type meadow to confirm").fill("meadow");
    await confirm.click();
    await page.getByText("There is no store meadow").waitFor();
  }, 60_000);

  test("that fails says at which step and why", async () => {
    const page = await visitors.signedIn(await dashboard.login("member"));
    await createStore(page, "broken-one");
    const failure = page.getByRole("alert").filter({ hasText: "Failed at “Migrate”" });
    await failure.getByText("relation already exists").waitFor();
    await main(page).getByText("Failed", { exact: true }).first().waitFor();
    await page.goto("/stores");
    await page.getByRole("article").filter({ hasText: "broken-one" }).getByText("Failed", { exact: true }).waitFor();
  }, 60_000);

  test("of somebody else is not there", async () => {
    const owner = await visitors.signedIn(await dashboard.login("member"));
    await createStore(owner, "private");
    const other = await visitors.signedIn(await dashboard.login("member"));
    await other.goto("/stores/private");
    await other.getByText("There is no store private").waitFor();
    const admin = await visitors.signedIn(await dashboard.login("admin"));
    await admin.goto("/stores/private");
    await admin.getByRole("heading", { name: "private", level: 1 }).waitFor();
  }, 60_000);

  test("is refused when the quota is used up, before anything is submitted", async () => {
    const page = await visitors.signedIn(await dashboard.login("member"));
    for (const name of ["quota-a", "quota-b", "quota-c"]) await createStore(page, name);
    await page.goto("/new");
    await page.getByLabel("Name", { exact: true }).fill("quota-d");
    await page.getByLabel("Administrator's e-mail").fill("admin@quota.example");
    await page.getByText("It would be refused").waitFor();
    await page.getByRole("button", { name: "Create store" }).click();
    await page.getByRole("alert").filter({ hasText: "The store was not created" }).waitFor();
    await page.goto("/stores");
    await page.getByText("All 3 of your stores are in use", { exact: false }).waitFor();
  }, 60_000);

  test("is refused with the schema's own words", async () => {
    const page = await visitors.signedIn(await dashboard.login("member"));
    await page.goto("/new");
    await page.getByLabel("Name", { exact: true }).fill("Not A Name");
    await page.getByRole("button", { name: "Create store" }).click();
    await page.getByText(/^Must be lower-case letters, digits and dashes/).waitFor();
    expect(await page.getByLabel("Name", { exact: true }).getAttribute("aria-invalid")).toBe("true");
    expect(await seriousFindings(page)).toEqual([]);
  }, 60_000);
});

describe("the connection", () => {
  test("that is lost is said, comes back by itself, and has missed nothing", async () => {
    const page = await visitors.signedIn(await dashboard.login("member"));
    await createStore(page, "island");
    await page.getByRole("link", { name: "Events" }).click();
    await main(page).getByRole("listitem").first().waitFor();
    await dashboard.stopApi();
    await page.getByRole("status").getByText("Reconnecting…").waitFor();
    // Meanwhile the worker goes on without the API.
    await dashboard.startApi();
    await page.getByRole("link", { name: /Open shop/ }).waitFor();
    await page.getByRole("status").getByText("Live").waitFor();
    const { db } = dashboard.database;
    const happened = await db.selectFrom("events").select("id").where("store_name", "=", "island").execute();
    await main(page)
      .getByRole("listitem")
      .nth(happened.length - 1)
      .waitFor();
    expect(await main(page).getByRole("listitem").count()).toBe(happened.length);
  }, 60_000);
});

describe("every page", () => {
  test.each(["dark", "light"] as const)(
    "has no serious accessibility finding (%s), and fits a phone",
    async (colorScheme) => {
      const page = await visitors.signedIn(await dashboard.login("admin"), { colorScheme, viewport: { width: 390, height: 844 } });
      for (const path of [
        "/stores",
        "/stores?view=table",
        "/new",
        "/stores/private",
        "/stores/private/events",
        "/stores/private/history",
        "/stores/private/definition",
        "/stores/private/settings",
        "/system",
        "/users",
        "/audit",
        "/account",
      ]) {
        await page.goto(path);
        await main(page).getByRole("heading").first().waitFor();
        await page.waitForLoadState("load");
        expect({ path, findings: await seriousFindings(page) }).toEqual({ path, findings: [] });
        const overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        expect({ path, overflow }).toEqual({ path, overflow: 0 });
      }
    },
    90_000,
  );

  test("can be used by keyboard: the first key leads past the navigation", async () => {
    const page = await visitors.signedIn(await dashboard.login("member"));
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("content");
  }, 60_000);
});
