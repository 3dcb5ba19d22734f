import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { ApiDependencies } from "../../api/dependencies.ts";
import type { SimulationOptions } from "../../operations/testing/simulated.ts";
import { startChromium } from "./chromium.ts";
import { type Dashboard, type Login, startDashboard } from "./dashboard.ts";

/** Longest wait for anything on a page, in milliseconds. */
const patience = 10_000;

/** A dashboard and people in front of it, each with a browser and an address of their own: log-ins are limited per address. */
export class Visitors {
  readonly dashboard: Dashboard;
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];
  #addresses = 0;

  static async open(simulation: SimulationOptions, changes: Partial<ApiDependencies> = {}): Promise<Visitors> {
    const browser = await startChromium();
    return new Visitors(await startDashboard(simulation, changes), browser);
  }

  private constructor(dashboard: Dashboard, browser: Browser) {
    this.dashboard = dashboard;
    this.#browser = browser;
  }

  /** A browser that nobody has used. */
  async stranger(options: BrowserContextOptions = {}): Promise<Page> {
    this.#addresses += 1;
    const extraHTTPHeaders = { "x-forwarded-for": `192.0.2.${this.#addresses}` };
    const context = await this.#browser.newContext({ baseURL: this.dashboard.url, extraHTTPHeaders, ...options });
    context.setDefaultTimeout(patience);
    this.#contexts.push(context);
    return context.newPage();
  }

  /** A browser where somebody has signed in. */
  async signedIn(login: Pick<Login, "email" | "password">, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.stranger(options);
    await page.goto("/");
    await page.getByLabel("E-mail").fill(login.email);
    await page.getByLabel("Password").fill(login.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Stores", exact: true }).waitFor();
    return page;
  }

  /** Closes every browser that was opened. */
  async leave(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.dashboard.close();
  }
}

/** Asks for a store in the form, until its page is shown. */
export async function createStore(page: Page, name: string): Promise<void> {
  await page.goto("/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Administrator's e-mail").fill(`admin@${name}.example`);
  await page.getByText("There is room for it").waitFor();
  await page.getByRole("button", { name: "Create store" }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
}
