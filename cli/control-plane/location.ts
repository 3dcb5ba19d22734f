import { createHash } from "node:crypto";
import { join } from "node:path";
import { controlPlaneFiles } from "../../control/server/settings.ts";

/** Folder for the databases of root's control planes: root's home is closed to the account that runs Postgres. */
const sharedFolder = "/var/lib/storefleet";

/** Folder of the control plane's own database. */
export function databaseFolder(stateDir: string, uid = process.getuid?.() ?? 0): string {
  if (uid !== 0) return join(controlPlaneFiles(stateDir).folder, "database");
  return join(sharedFolder, createHash("sha256").update(stateDir).digest("hex").slice(0, 12));
}
