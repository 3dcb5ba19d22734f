import { readFile, rm } from "node:fs/promises";
import { controlPlanePaths } from "../../../stacks/add-ons/control-plane-settings.ts";
import { controlPlaneFiles } from "../settings.ts";

/**
 * `kubectl exec … -- node control/server/in-cluster/first-login.ts`: prints the first administrator's log-in once, as JSON, then
 * removes it. Prints nothing when somebody has had it.
 */
const { firstLogin } = controlPlaneFiles(controlPlanePaths.state);
const text = await readFile(firstLogin, "utf8").catch((error: NodeJS.ErrnoException) => {
  if (error.code === "ENOENT") return "";
  throw error;
});
await rm(firstLogin, { force: true });
process.stdout.write(text);
