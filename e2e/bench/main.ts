import { mkdir, writeFile } from "node:fs/promises";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { obtainTools } from "../../cli/workstation/tools.ts";
import { chooseProvider } from "../../local/cluster/choose.ts";
import { refuseToReplaceStores } from "../own-machine.ts";
import { checkout } from "../storefleet.ts";
import { benchControlPlane } from "./control-plane.ts";
import { benchDashboard } from "./dashboard.ts";
import { benchEngine } from "./engine.ts";
import { benchFirstSale, untilProven } from "./first-sale.ts";
import { appliedUntilProven, benchKubectl } from "./kubectl.ts";
import { benchStart } from "./start.ts";
import { type Figure, figureTable } from "./table.ts";
import { benchWooCommerce } from "./woocommerce.ts";

/** Seconds to reach with 50 stores. */
const goals: Readonly<Record<string, number>> = { up: 10, "no-op": 7 };

/** `npm run bench [name …]`: measures on the running workstation cluster, prints a table and writes bench/latest.json. */
const suites: Readonly<Record<string, () => Promise<Figure[]>>> = {
  "first-sale": benchFirstSale,
  kubectl: benchKubectl,
  start: benchStart,
  woocommerce: benchWooCommerce,
  engine: engineFigures,
  dashboard: benchDashboard,
  "control-plane": benchControlPlane,
};
/** Suites that touch no cluster, and so no stores. */
const withoutCluster = new Set(["dashboard", "control-plane"]);

/** The engine alone: many stores' guardrails in one stack, without what runs in them. */
async function engineFigures(): Promise<Figure[]> {
  const [tools, cluster] = [await obtainTools(), await chooseProvider({})];
  const measured = await benchEngine({
    tools,
    kubeconfig: await cluster.kubeconfig(),
    kubernetesPluginVersion: tools.kubernetesPluginVersion,
    storageClass: cluster.exposes.storageClass,
    onProgress: (line) => process.stderr.write(`  ${line}\n`),
  });
  return measured.flatMap(({ stores, step, seconds, peakMiB, stateKiB }): Figure[] => {
    const group = `engine, ${stores} store${stores === 1 ? "" : "s"} in one stack`;
    const goal = stores === 50 ? goals[step] : undefined;
    return [
      { group, name: step, value: seconds, unit: "s", ...(goal === undefined ? {} : { goal }) },
      { group, name: `${step}, peak memory`, value: peakMiB, unit: "MiB" },
      ...(step === "up" ? [{ group, name: "state", value: stateKiB, unit: "KiB" } as const] : []),
    ];
  });
}

/** The engine's share, from the same run: machines differ and are noisy, ratios less so. */
function ratio(figures: readonly Figure[]): Figure[] {
  const seconds = (wanted: string) => figures.find(({ name }) => name === wanted)?.value;
  const [engine, plain] = [seconds(untilProven), seconds(appliedUntilProven)];
  if (engine === undefined || plain === undefined) return [];
  return [{ group: "storefleet up beside kubectl apply", name: "ratio", value: engine / plain, unit: "ratio" }];
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in suites));
if (unknown.length > 0) {
  process.stderr.write(`unknown benchmark ${unknown.join(", ")}; use ${Object.keys(suites).join(", ")}\n`);
  process.exit(2);
}

if (chosen.length === 0 || chosen.some((name) => !withoutCluster.has(name))) await refuseToReplaceStores("npm run bench");
const figures: Figure[] = [];
for (const [name, suite] of Object.entries(suites)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  // What was measured before is shown all the same.
  await suite().then(
    (measured) => figures.push(...measured),
    (error: unknown) => {
      process.stderr.write(`${name} failed: ${error instanceof Error ? error.stack : error}\n`);
      process.exitCode = 1;
    },
  );
}
figures.push(...ratio(figures));
const machine = {
  processors: `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}`,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  node: process.version,
};
const folder = join(checkout, ".storefleet", "bench");
await mkdir(folder, { recursive: true });
await writeFile(join(folder, "latest.json"), `${JSON.stringify({ at: new Date().toISOString(), machine, figures }, null, 2)}\n`);
process.stdout.write(
  `${machine.processors}, ${machine.memoryGiB} GiB, Linux ${machine.kernel}, Node ${machine.node}\n\n${figureTable(figures)}\n`,
);
