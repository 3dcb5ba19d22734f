import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";

/** What a screen reader or keyboard would stumble over: axe's serious and critical findings on a page as it is now. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page: page as never }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
