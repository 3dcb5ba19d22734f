import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";
import type { OpenDatabase } from "../../../control/db/database.ts";
import { recordEvent } from "../../../control/db/events.ts";
import { updateStore } from "../../../control/db/stores.ts";
import { newestStore } from "./stores.ts";

/** When a text was painted in the first store of the list; the browser's clock is this machine's. */
const painted = (text: string) => `new Promise((resolve) => {
  const look = () => document.querySelector("article")?.textContent.includes(${JSON.stringify(text)})
    ? requestAnimationFrame(() => setTimeout(() => resolve(Date.now())))
    : requestAnimationFrame(look);
  look();
})`;

/**
 * Changes a store as a worker does, again and again, while the list is shown.
 *
 * @returns milliseconds from before each change was written until it was on the screen
 */
export async function followChanges(page: Page, { db }: OpenDatabase, turns: number): Promise<readonly number[]> {
  const delays: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const reason = `turn ${turn} of it`;
    const seen = page.evaluate(painted(reason));
    await pause(100);
    const written = Date.now();
    await db.transaction().execute(async (transaction) => {
      await updateStore(transaction, newestStore, { status: "Updating", status_reason: reason });
      await recordEvent(transaction, { store: newestStore, type: "status", message: reason });
    });
    delays.push(Number(await seen) - written);
  }
  return delays;
}
