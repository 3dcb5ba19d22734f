import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { ensureWebBuild } from "../../../control/web/build.ts";

/** What a first visit costs. */
export interface FirstLoad {
  /** JavaScript that was fetched until the stores were shown, gzipped. */
  readonly scriptBytes: number;
  /** From the start of the navigation until the first store is shown and the page answers again. */
  readonly interactiveMilliseconds: number;
}

/** Sets `shown` as soon as the first store is on the page, painted, and its thread is free. */
const watch = `{
  const look = () => document.querySelector("article a[href^='/stores/']")
    ? requestAnimationFrame(() => setTimeout(() => { window.shown = performance.now(); }))
    : requestAnimationFrame(look);
  look();
}`;

const wait = `new Promise((resolve) => {
  const look = () => window.shown === undefined ? setTimeout(look, 20) : resolve(window.shown);
  look();
})`;

/** Opens the list of stores with an empty cache, signed in. */
export async function loadFirst(browser: Browser, options: BrowserContextOptions): Promise<FirstLoad> {
  const { folder } = await ensureWebBuild();
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const scripts = new Set<string>();
  page.on("request", (request) => request.resourceType() === "script" && scripts.add(new URL(request.url()).pathname));
  await page.addInitScript(watch);
  await page.goto("/stores");
  const interactiveMilliseconds = Number(await page.evaluate(wait));
  await context.close();
  const sizes = await Promise.all([...scripts].map(async (path) => (await stat(join(folder, `${path}.gz`))).size));
  return { scriptBytes: sizes.reduce((sum, size) => sum + size, 0), interactiveMilliseconds };
}
