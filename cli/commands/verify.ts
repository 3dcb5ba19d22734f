import type { Command } from "commander";
import { storeUrl } from "../../constructs/names.ts";
import { proveStore } from "../../control/verify/prove-store.ts";
import { interruptible } from "../abort.ts";
import { clusterOf } from "../cluster-access.ts";
import { chosenStores, openEnvironment, Refused } from "../environment.ts";
import { exitCodes } from "../exit-codes.ts";
import { reportFleet } from "../fleet-status.ts";
import { fleetTable } from "../fleet-table.ts";
import { type CommonOptions, withFleet } from "../options.ts";
import { progressMode, runSteps, type Step } from "../progress.ts";
import { note, print } from "../terminal.ts";
import { unavailableStores } from "../workstation/images.ts";

/** `storefleet verify`: places a test order in every store, or in one. */
export function registerVerify(program: Command): void {
  withFleet(program.command("verify").argument("[store]", "one store", undefined))
    .description("place a real test order in every store, read it back and cancel it")
    .action(async (name: string | undefined, options: CommonOptions) => {
      const environment = await openEnvironment(options);
      const unavailable = await unavailableStores(environment.stores);
      const stores = chosenStores(environment, name).filter((store) => !unavailable.has(store.name));
      const cluster = await clusterOf(environment);
      if (cluster === undefined) throw new Refused(`environment ${environment.name} has no cluster yet; run storefleet up first`);
      const signal = interruptible();
      const failures: string[] = [];
      const steps = stores.map(
        (spec): Step => ({
          title: `Order in ${spec.name}`,
          run: async (step) => {
            try {
              const proof = await proveStore(cluster, spec, storeUrl(spec.name, environment.address), { signal, onStep: step.detail });
              step.title(`Order in ${spec.name}: ${proof.orderId}, ${proof.total} ${proof.currency}`);
            } catch (error) {
              signal.throwIfAborted();
              failures.push(error instanceof Error ? error.message : String(error));
              step.title(`Order in ${spec.name}: failed`);
            }
          },
        }),
      );
      await runSteps(steps, progressMode(options.json));
      const report = await reportFleet(environment, cluster, unavailable);
      const shown = { ...report, stores: report.stores.filter((store) => name === undefined || store.name === name), failures };
      print(options.json ? JSON.stringify(shown, null, 2) : fleetTable(shown.stores));
      if (!options.json) for (const failure of failures) note(failure);
      process.exitCode = failures.length === 0 ? exitCodes.ok : exitCodes.notReady;
    });
}
