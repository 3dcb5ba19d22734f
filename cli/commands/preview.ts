import type { Command } from "commander";
import type { ObjectChange, OperationResult } from "../../control/engine/messages.ts";
import { runOperation } from "../../control/engine/operation.ts";
import { prepareStack } from "../../control/engine/stack-files.ts";
import { planOfChanges } from "../../control/plan-summary/plan-change.ts";
import { imageReferences } from "../../images/catalog.ts";
import { stateFolder } from "../../local/paths.ts";
import { interruptible } from "../abort.ts";
import { clusterOf, openEnvironment, Refused } from "../environment.ts";
import { type CommonOptions, withFleet } from "../options.ts";
import { reportPlan, type SummaryOptions, withSummary } from "../plan-report.ts";
import { pulumiPlan } from "../pulumi-plan.ts";
import { note, paint, print } from "../terminal.ts";
import { workstationCluster } from "../workstation/cluster.ts";
import { imagesFor, unavailableStores } from "../workstation/images.ts";
import { machineConfig } from "../workstation/machine-config.ts";
import { obtainTools } from "../workstation/tools.ts";

interface PreviewOptions extends CommonOptions, SummaryOptions {
  readonly refresh: boolean;
}

/** `storefleet preview`: what `up` would change, object by object or store by store. */
export function registerPreview(program: Command): void {
  withSummary(withFleet(program.command("preview")))
    .description("show what up would create, update, replace and delete, without changing anything")
    .option("--refresh", "compare with the cluster instead of the last known state: also finds changes by hand", false)
    .action(async (options: PreviewOptions) => {
      if (options.summary && (await clusterOf(options.environment)) !== "local") return summarizeByPulumi(options);
      const { changes, summary } = await previewByEngine(options);
      if (options.summary) return reportPlan(planOfChanges(changes), options.environment, options, options.json);
      if (options.json) return print(JSON.stringify({ environment: options.environment, changes, summary }, null, 2));
      print(changes.length === 0 ? `Nothing would change (${summary.total.same} objects stay as they are).` : describeChanges(changes));
    });
}

/** An environment with a cluster of its own has its state where a person logged in to. */
async function summarizeByPulumi(options: PreviewOptions): Promise<void> {
  if (options.stores !== undefined)
    throw new Refused(`environment ${options.environment} is previewed as it would be deployed: from stores/stores.ts, without --stores`);
  const { plan, errors } = await pulumiPlan(options.environment, options.refresh, interruptible());
  for (const error of errors) note(error);
  reportPlan(plan, options.environment, options, options.json);
}

async function previewByEngine(options: PreviewOptions): Promise<OperationResult> {
  const environment = await openEnvironment(options);
  const signal = interruptible();
  const cluster = await workstationCluster(environment);
  const { state, detail } = await cluster.status();
  if (state !== "running") throw new Refused(`a preview needs the cluster, but ${detail}; run storefleet cluster start, or storefleet up`);
  const unavailable = await unavailableStores(environment.stores);
  const stores = environment.stores.filter(({ name }) => !unavailable.has(name));
  const tools = await obtainTools({ signal });
  const machine = await machineConfig(cluster, tools, (await imageReferences(imagesFor(stores))) as Record<string, string>);
  const layout = await prepareStack({ stack: environment.name, stateDir: stateFolder(process.env), machine });
  return runOperation({
    kind: "preview",
    layout,
    tools,
    refresh: options.refresh,
    program: { declared: environment.stores },
    signal,
  });
}

const marks = { create: "+", update: "~", replace: "±", delete: "-", same: " " } as const;
const colours = { create: "green", update: "yellow", replace: "magenta", delete: "red", same: "dim" } as const;

function describeChanges(changes: readonly ObjectChange[]): string {
  const lines = changes.flatMap(({ store, kind, name, op, properties }) => [
    paint(colours[op], `${marks[op]} ${op} ${store === undefined ? "" : `${store}: `}${kind} ${name}`),
    // A new or deleted object is its own description; only what changes inside one needs saying.
    ...(op === "update" || op === "replace" ? properties.map(describeProperty) : []),
  ]);
  return lines.join("\n");
}

function describeProperty({ path, change, old, new: value, replaces }: ObjectChange["properties"][number]): string {
  const forced = replaces ? paint("magenta", " (forces replacement)") : "";
  const shown = { add: `${value ?? ""}`, delete: `${old ?? ""} removed`, update: `${old ?? ""} → ${value ?? ""}` }[change];
  return `    ${path}: ${shown}${forced}`;
}
