import type { Page } from "playwright-core";

/** How a list of stores scrolls from top to bottom. */
export interface Scrolling {
  /** Duration of every frame, in milliseconds. */
  readonly frames: readonly number[];
  /** Durations of tasks that kept the page from answering for more than 50 ms. */
  readonly longTasks: readonly number[];
  /** Frames in whose middle there was no store: the list could not keep up. */
  readonly empty: number;
}

/** A fast reader: the whole list in about four seconds, a step each frame. */
const scroll = `new Promise((resolve) => {
  const longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
  const frames = [];
  let empty = 0;
  let last;
  const step = Math.ceil((document.documentElement.scrollHeight - innerHeight) / 240);
  const frame = (now) => {
    if (last !== undefined) frames.push(now - last);
    last = now;
    const middle = document.elementFromPoint(innerWidth / 3, innerHeight / 2);
    if (middle === null || middle.closest("article, tr:not([aria-hidden]), ul") === null) empty += 1;
    if (scrollY + innerHeight >= document.documentElement.scrollHeight - 1) {
      setTimeout(() => resolve({ frames, longTasks, empty }), 200);
      return;
    }
    scrollBy({ top: step, behavior: "instant" });
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})`;

/** Scrolls the page that is open. */
export async function scrollThrough(page: Page): Promise<Scrolling> {
  // What the page does after it has been loaded is not part of scrolling.
  await page.waitForTimeout(1000);
  return (await page.evaluate(scroll)) as Scrolling;
}
