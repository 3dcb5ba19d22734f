import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Everything that the control plane loads and runs is there and works on a read-only root. */
for (const entry of ["control/server/control-plane.ts", "control/server/in-cluster/settings.ts", "control/engine/perform.ts"]) {
  await import(join("/app", entry));
  console.log(`rehearsal: ${entry} loads`);
}
console.log(`rehearsal: pulumi ${execFileSync("/opt/storefleet/bin/pulumi", ["version"], { encoding: "utf8" }).trim()}`);
const plugins = "/opt/storefleet/plugins";
const [plugin = ""] = readdirSync(plugins);
const { status, stderr } = spawnSync(join(plugins, plugin, "pulumi-resource-kubernetes"), ["--help"], { encoding: "utf8" });
if (status !== 0 || !stderr.startsWith("Usage of")) throw new Error(`the plugin does not run: ${stderr}`);
console.log(`rehearsal: ${plugin} runs`);
process.exit(0);
