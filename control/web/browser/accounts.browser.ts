import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { seriousFindings } from "./accessibility.ts";
import { Visitors } from "./visitors.ts";

let visitors: Visitors;

beforeAll(async () => {
  visitors = await Visitors.open({});
}, 120_000);
afterEach(() => visitors.leave());
afterAll(() => visitors?.close());

const row = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });

/** Makes an account on the page of users. @returns its one-time password */
async function createUser(page: Page, email: string): Promise<string> {
  await page.getByRole("button", { name: "New user" }).click();
  const dialog = page.getByRole("dialog", { name: "New user" });
  await dialog.getByLabel("Name").fill("Ada Quill");
  await dialog.getByLabel("E-mail").fill(email);
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Create user" }).click();
  const created = page.getByRole("dialog", { name: `${email} can sign in now` });
  const password = await created.getByLabel("One-time password").textContent();
  await created.getByRole("button", { name: "Done" }).click();
  return password ?? "";
}

describe("an administrator", () => {
  test("makes an account, whose owner signs in with the one-time password and changes it", async () => {
    const admin = await visitors.signedIn(await visitors.dashboard.login("admin"));
    await admin.getByRole("link", { name: "Users" }).click();
    const email = "ada@quill.example";
    const password = await createUser(admin, email);
    await row(admin, email).getByText("0 of 3").waitFor();
    expect(await admin.content()).not.toContain(password);

    const ada = await visitors.signedIn({ email, password });
    // Nothing of what only administrators may do is offered.
    expect(await ada.getByRole("navigation", { name: "Main" }).getByRole("link").allTextContents()).toEqual(["Stores", "Audit log"]);
    await ada.goto("/users");
    await ada.getByText("Only administrators see the accounts.").waitFor();
    await ada.getByRole("button", { name: /^Account/ }).click();
    await ada.getByRole("menuitem", { name: "Account and API keys" }).click();
    const change = async (current: string, next: string, repeated = next) => {
      await ada.getByLabel("Current password").fill(current);
      await ada.getByLabel("New password", { exact: true }).fill(next);
      await ada.getByLabel("New password, again").fill(repeated);
      await ada.getByRole("button", { name: "Change password" }).click();
    };
    await change(password, "correct horse battery", "correct horse batteries");
    await ada.getByRole("alert").getByText("The two new passwords differ.").waitFor();
    await change("not the password", "correct horse battery");
    await ada.getByRole("alert").getByText("The current password is wrong.").waitFor();
    await change(password, "correct horse battery");
    await ada.getByText("The password is changed.").waitFor();
    await visitors.signedIn({ email, password: "correct horse battery" });
  }, 60_000);

  test("changes role and quota of an account, but not the own role", async () => {
    const member = await visitors.dashboard.login("member");
    const admin = await visitors.signedIn(await visitors.dashboard.login("admin"));
    await admin.goto("/users");
    await admin.getByRole("button", { name: `Change ${member.email}` }).click();
    const dialog = admin.getByRole("dialog");
    await dialog.getByLabel("Stores at most").fill("many");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("alert").getByText("A whole number from 0 to 10,000.").waitFor();
    await dialog.getByLabel("Stores at most").fill("12");
    await dialog.getByLabel("Role").selectOption("Administrator");
    expect(await seriousFindings(admin)).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await row(admin, member.email).getByText("0 of 12").waitFor();
    await row(admin, member.email).getByText("Administrator").waitFor();
    await row(admin, "you").getByRole("button").click();
    expect(await admin.getByRole("dialog").getByLabel("Role").isDisabled()).toBe(true);
  }, 60_000);
});

describe("an API key", () => {
  test("is shown once, opens the API, and is refused after it was revoked", async () => {
    const page = await visitors.signedIn(await visitors.dashboard.login("member"));
    await page.goto("/account");
    await page.getByText("No API key yet.").waitFor();
    await page.getByRole("button", { name: "New key" }).click();
    const dialog = page.getByRole("dialog", { name: "New API key" });
    await dialog.getByLabel("Name").fill("deploy script");
    await dialog.getByLabel("Expires").selectOption("in 30 days");
    await dialog.getByRole("button", { name: "Create key" }).click();
    const shown = page.getByRole("dialog", { name: "Copy the key now" });
    const key = (await shown.getByLabel("API keys").textContent()) ?? "";
    expect(key).toMatch(/^sf_/);
    expect(await seriousFindings(page)).toEqual([]);
    await shown.getByRole("button", { name: "Done" }).click();
    await row(page, "deploy script").waitFor();
    expect(await page.content()).not.toContain(key);
    const ask = async () => (await fetch(`${visitors.dashboard.url}/api/me`, { headers: { authorization: `Bearer ${key}` } })).status;
    expect(await ask()).toBe(200);
    await page.getByRole("button", { name: "Revoke deploy script" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("No API key yet.").waitFor();
    // A key that was good stays so for a few seconds.
    for (const deadline = Date.now() + 10_000; (await ask()) === 200 && Date.now() < deadline; ) await page.waitForTimeout(500);
    expect(await ask()).toBe(401);
    await page.goto("/audit");
    await row(page, "Revoke API key")
      .getByText(`deploy script ${key.slice(0, 6)}…`)
      .waitFor();
    await row(page, "Create API key").waitFor();
    expect(await page.content()).not.toContain(key);
  }, 60_000);
});

describe("the log-in page", () => {
  test("offers a provider only where there is one, and says when it did not sign somebody in", async () => {
    const page = await visitors.stranger();
    await page.goto("/login");
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    expect(await page.getByRole("button", { name: /^Continue with/ }).count()).toBe(0);
    await page.route("**/api/login-options", (route) => route.fulfill({ json: { password: true, oidc: [{ id: "acme", name: "Acme" }] } }));
    await page.route("**/api/auth/sign-in/social", (route) =>
      route.fulfill({ json: { url: "/login?error=access_denied", redirect: true } }),
    );
    await page.goto("/login");
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Continue with Acme" }).click();
    await page.getByRole("alert").getByText("The provider did not sign you in.").waitFor();
  }, 60_000);
});

describe("the audit log", () => {
  test("is filtered by address, and exported whole", async () => {
    const login = await visitors.dashboard.login("admin");
    const page = await visitors.signedIn(login);
    await visitors.dashboard.database.db
      .insertInto("audit")
      .values(
        Array.from({ length: 130 }, (_, index) => ({
          actor_id: login.id,
          actor_ip: "192.0.2.9",
          action: "store.create",
          target: `shop-${index}`,
          outcome: index % 2 === 0 ? ("accepted" as const) : ("refused" as const),
          data: null,
        })),
      )
      .execute();
    await page.goto("/audit");
    await page.getByLabel("Outcome").selectOption("Refused");
    await page.getByLabel("Store, user or key").fill("shop-12");
    await page.getByRole("cell", { name: "shop-129" }).waitFor();
    expect(await page.getByRole("cell", { name: /^shop-/ }).allTextContents()).toEqual([
      "shop-129",
      "shop-127",
      "shop-125",
      "shop-123",
      "shop-121",
    ]);
    await page.reload();
    expect(await page.getByLabel("Store, user or key").inputValue()).toBe("shop-12");
    await page.getByLabel("Outcome").selectOption("Any outcome");
    await page.getByLabel("Store, user or key").fill("shop");
    await page.getByRole("button", { name: "Show more" }).waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export as CSV" }).click()]);
    const lines = (await (await download.createReadStream()).toArray()).join("").split("\r\n");
    expect(lines).toHaveLength(131);
  }, 60_000);
});
