import type { Migration } from "kysely/migration";
import * as controlPlane from "./0001-control-plane.ts";
import * as soonerAnswers from "./0002-sooner-answers.ts";
import * as usage from "./0003-usage.ts";
import * as rateCounts from "./0004-rate-counts.ts";

/** Every migration in order. A name is contract: the database remembers which have run. */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001-control-plane": controlPlane,
  "0002-sooner-answers": soonerAnswers,
  "0003-usage": usage,
  "0004-rate-counts": rateCounts,
};
