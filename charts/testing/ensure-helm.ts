import { beforeAll } from "@jest/globals";
import { ensureBinaries } from "../../local/binaries/ensure.ts";

/** Building Helm on a machine that never had it, beside other work. */
const buildMilliseconds = 10 * 60 * 1000;

/**
 * Call once at the top of a test file that renders the chart: takes Helm from the cache, or gets it as `npm start` does.
 * `STOREFLEET_HELM` names another one.
 */
export function ensureHelm(): void {
  beforeAll(async () => {
    process.env.STOREFLEET_HELM ??= (await ensureBinaries(["helm"])).get("helm")?.file;
  }, buildMilliseconds);
}
