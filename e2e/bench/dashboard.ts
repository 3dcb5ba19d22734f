import { percentile } from "../../control/api/estimate.ts";
import { startChromium } from "../../control/web/browser/chromium.ts";
import { type Dashboard, startDashboard } from "../../control/web/browser/dashboard.ts";
import { followChanges } from "./dashboard/event-to-screen.ts";
import { loadFirst } from "./dashboard/first-load.ts";
import { scrollThrough } from "./dashboard/scrolling.ts";
import { addStores } from "./dashboard/stores.ts";
import type { Figure } from "./table.ts";

const stores = 1000;
const visits = 7;
const changes = 60;

/** The dashboard in a real browser: real API and Postgres, no cluster. */
export async function benchDashboard(): Promise<Figure[]> {
  const browser = await startChromium();
  const dashboard = await startDashboard({});
  try {
    const storageState = await signIn(dashboard);
    const options = { baseURL: dashboard.url, storageState, viewport: { width: 1280, height: 860 } };
    await addStores(dashboard.database, stores, storageState.userId);
    const loads = [];
    for (let visit = 0; visit < visits; visit++) loads.push(await loadFirst(browser, options));
    const page = await (await browser.newContext(options)).newPage();
    const listed = async (path: string) => {
      const started = performance.now();
      await page.goto(path);
      await page.getByText(`${stores + 1} stores`).waitFor();
      return performance.now() - started;
    };
    const complete = await listed("/stores");
    const cards = await scrollThrough(page);
    await listed("/stores?view=table");
    const table = await scrollThrough(page);
    await listed("/stores");
    const delays = await followChanges(page, dashboard.database, changes);
    const group = `dashboard, ${stores} stores`;
    const ms = (name: string, value: number, goal?: number): Figure => ({
      group,
      name,
      value,
      unit: "ms",
      ...(goal !== undefined && { goal }),
    });
    const at = (values: readonly number[], share: number) => percentile(values, share) ?? Number.NaN;
    return [
      { group, name: "first load, JavaScript gzipped", value: (loads[0]?.scriptBytes ?? Number.NaN) / 1024, unit: "KiB", goal: 200 },
      ms(
        "interactive, median of first loads",
        at(
          loads.map(({ interactiveMilliseconds }) => interactiveMilliseconds),
          0.5,
        ),
        1000,
      ),
      ms("all stores listed", complete),
      ...[cards, table].flatMap((scrolling, index): Figure[] => {
        const view = index === 0 ? "cards" : "table";
        return [
          ms(`scrolling ${view}, frame p95`, at(scrolling.frames, 0.95), 34),
          ms(`scrolling ${view}, longest frame`, Math.max(...scrolling.frames)),
          { group, name: `scrolling ${view}, tasks over 50 ms`, value: scrolling.longTasks.length, unit: "objects", goal: 0 },
          { group, name: `scrolling ${view}, frames without a store`, value: scrolling.empty, unit: "objects", goal: 0 },
        ];
      }),
      ms("event to screen, median", at(delays, 0.5)),
      ms("event to screen, p95", at(delays, 0.95), 300),
    ];
  } finally {
    await browser.close();
    await dashboard.close();
  }
}

/** A session as a browser keeps it. */
async function signIn({ url, login }: Dashboard) {
  const { id, email, password } = await login("admin");
  const reply = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email, password }),
  });
  const cookies = reply.headers.getSetCookie().map((line) => {
    const [name = "", value = ""] = (line.split(";", 1)[0] ?? "").split(/=(.*)/s);
    return { name, value, domain: new URL(url).hostname, path: "/", expires: -1, httpOnly: true, secure: false, sameSite: "Lax" as const };
  });
  return { userId: id, cookies, origins: [] };
}
