import { type Command, Option } from "commander";
import { storeUrl } from "../../constructs/names.ts";
import { type ClusterClient, openCluster } from "../../control/cluster/client.ts";
import type { StoredProof } from "../../control/cluster/proof-record.ts";
import type { OperationResult } from "../../control/engine/messages.ts";
import { proveStore } from "../../control/verify/prove-store.ts";
import { stateFolder } from "../../local/paths.ts";
import type { StoreSpec } from "../../stores/schema.ts";
import { interruptible } from "../abort.ts";
import { firstLoginText } from "../control-plane/first-login.ts";
import type { StartedControlPlane } from "../control-plane/start.ts";
import { type ControlPlanePlace, controlPlanePlaces, placeSteps, startStep, usualPlace } from "../control-plane/steps.ts";
import { deployStep } from "../deploy.ts";
import { type Environment, openEnvironment } from "../environment.ts";
import { exitCodes } from "../exit-codes.ts";
import { isSettled, reportFleet } from "../fleet-status.ts";
import { fleetTable } from "../fleet-table.ts";
import { type CommonOptions, withFleet } from "../options.ts";
import { progressMode, runSteps, type Step } from "../progress.ts";
import { withRunLock } from "../run-lock.ts";
import { formatSeconds, note, paint, print } from "../terminal.ts";
import { workstationCluster } from "../workstation/cluster.ts";
import { unavailableStores } from "../workstation/images.ts";
import { describePlan } from "../workstation/plan.ts";
import { type Preparation, preparationSteps } from "../workstation/prepare.ts";

interface UpOptions extends CommonOptions {
  readonly controlPlane?: ControlPlanePlace;
}

/** `storefleet up`: everything, from tools to a proven order in every store. */
export function registerUp(program: Command): void {
  withFleet(program.command("up"))
    .description("make every declared store real: tools, cluster, images, Pulumi, and a proven order in each")
    .addOption(
      new Option("--control-plane <place>", "where self-service runs (default: where it ran last, at first in the background)").choices(
        controlPlanePlaces,
      ),
    )
    .action(async (options: UpOptions) => {
      const environment = await openEnvironment(options);
      await withRunLock(stateFolder(process.env), environment.name, "up", () => up(environment, options));
    });
}

async function up(environment: Environment, options: UpOptions): Promise<void> {
  const started = performance.now();
  const signal = interruptible();
  const mode = progressMode(options.json);
  const cluster = await workstationCluster(environment);
  const unavailable = await unavailableStores(environment.stores);
  const stores = environment.stores.filter(({ name }) => !unavailable.has(name));
  if (!options.json) note(await describePlan(environment, stores, cluster));

  const made: Preparation = {};
  const proofs = new Map<string, Promise<StoredProof>>();
  let client: ClusterClient | undefined;
  let result: OperationResult | undefined;
  const failures: string[] = [];
  const prove = (spec: StoreSpec, onStep?: (text: string) => void) => {
    if (client === undefined) throw new Error("orders are proven before the cluster is open");
    const running =
      proofs.get(spec.name) ?? proveStore(client, spec, storeUrl(spec.name, environment.address), { signal, ...(onStep && { onStep }) });
    proofs.set(spec.name, running);
    // Awaited in its own step; until then a rejection is not unhandled.
    running.catch(() => undefined);
    return running;
  };

  const place = { place: options.controlPlane ?? usualPlace(environment), environment, cluster, made, signal };
  const steps: Step[] = [
    ...preparationSteps({ ...environment, stores }, cluster, made, signal),
    ...placeSteps(place),
    deployStep({
      environment,
      made,
      signal,
      onReleased: (store) => {
        client ??= openCluster(made.machine?.kubeconfig ?? "");
        const spec = stores.find(({ name }) => name === store);
        if (spec !== undefined) prove(spec);
      },
      onResult: (finished) => {
        result = finished;
        client ??= openCluster(made.machine?.kubeconfig ?? "");
      },
    }),
    {
      title: "Orders",
      parallel: true,
      steps: stores.map((spec) => ({
        title: `Order in ${spec.name}`,
        run: async (step) => {
          try {
            const proof = await prove(spec, step.detail);
            step.title(`Order in ${spec.name}: ${proof.orderId}, ${proof.total} ${proof.currency}`);
          } catch (error) {
            signal.throwIfAborted();
            failures.push(error instanceof Error ? error.message : String(error));
            step.title(`Order in ${spec.name}: not proven`);
          }
        },
      })),
    },
  ];
  let controlPlane: StartedControlPlane | undefined;
  steps.push(
    startStep({
      ...place,
      unavailable,
      onStarted: (started) => {
        controlPlane = started;
      },
    }),
  );
  await runSteps(steps, mode);

  const report = await reportFleet(environment, client, unavailable);
  const changes = result?.summary.total;
  const changed = changes !== undefined && changes.create + changes.update + changes.replace + changes.delete > 0;
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const ready = isSettled(environment, report) && failures.length === 0;
  process.exitCode = ready ? exitCodes.ok : exitCodes.notReady;
  if (options.json)
    return print(
      JSON.stringify(
        { ...report, changed, changes, recovery: result?.recovery ?? null, failures, seconds, controlPlane: controlPlane ?? null },
        null,
        2,
      ),
    );
  print(`\n${fleetTable(report.stores)}\n`);
  for (const failure of failures) note(paint("red", failure, process.stderr));
  if (result?.recovery !== undefined) print(`Recovered: ${result.recovery.reason}. ${result.recovery.actions.join(" ")}`);
  print(
    changed ? `Done in ${formatSeconds(seconds)}.` : `Nothing changed; ${stores.length} orders proven again in ${formatSeconds(seconds)}.`,
  );
  if (controlPlane !== undefined) print(await controlPlaneText(controlPlane));
  print(nextCommands(report.stores.find(({ status }) => status === "Ready")?.name));
}

async function controlPlaneText({ url, firstLoginFile }: StartedControlPlane): Promise<string> {
  const terminal = process.stdout.isTTY === true;
  const login = firstLoginFile === undefined ? "" : `\n  ${await firstLoginText(firstLoginFile, { terminal })}`;
  return `Control plane: ${url}  (API: ${url}/api/reference)${login}`;
}

function nextCommands(store: string | undefined): string {
  return [
    "Next:",
    `  npx storefleet credentials ${store ?? "<store>"}   how to log in to its administration`,
    "  npx storefleet stores create shop --engine medusa --admin-email you@example.com --wait",
    "  npx storefleet preview               what a change in stores/stores.ts would do",
    "  npm run stop                         stop everything and keep the data",
  ].join("\n");
}
