import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";
import type { OpenDatabase } from "../../../control/db/database.ts";
import { recordEvent } from "../../../control/db/events.ts";
import { updateStore } from "../../../control/db/stores.ts";
import { newestStore } from "./stores.ts";

/** Notes when each change was painted; the browser's clock is this machine's. */
const watch = `{
  window.painted = {};
  new MutationObserver(() => {
    const [, turn] = /turn (\\d+)/.exec(document.querySelector("article")?.textContent ?? "") ?? [];
    if (turn !== undefined && window.painted[turn] === undefined) {
      window.painted[turn] = 0;
      requestAnimationFrame(() => setTimeout(() => { window.painted[turn] = Date.now(); }));
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}`;

/**
 * Changes a store as a worker does, again and again, while the list is shown.
 *
 * @returns milliseconds from before each change was written until it was on the screen
 */
export async function followChanges(page: Page, { db }: OpenDatabase, turns: number): Promise<readonly number[]> {
  await page.evaluate(watch);
  const written: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    written.push(Date.now());
    await db.transaction().execute(async (transaction) => {
      await updateStore(transaction, newestStore, { status: "Updating", status_reason: `turn ${turn}` });
      await recordEvent(transaction, { store: newestStore, type: "status", message: `turn ${turn}` });
    });
    await pause(250);
  }
  await pause(1000);
  const painted = (await page.evaluate("window.painted")) as Record<string, number>;
  return written.map((at, turn) => {
    const seen = painted[turn];
    if (seen === undefined) throw new Error(`change ${turn} was never shown`);
    return seen - at;
  });
}
