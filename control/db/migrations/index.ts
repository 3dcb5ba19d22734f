import type { Migration } from "kysely/migration";
import * as controlPlane from "./0001-control-plane.ts";

/** Every migration in order. A name is contract: the database remembers which have run. */
export const migrations: Readonly<Record<string, Migration>> = { "0001-control-plane": controlPlane };
