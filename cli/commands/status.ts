import type { Command } from "commander";
import { clusterOf } from "../cluster-access.ts";
import { openEnvironment } from "../environment.ts";
import { exitCodes } from "../exit-codes.ts";
import { isSettled, reportFleet } from "../fleet-status.ts";
import { fleetTable } from "../fleet-table.ts";
import { type CommonOptions, withFleet } from "../options.ts";
import { print } from "../terminal.ts";
import { unavailableStores } from "../workstation/images.ts";

/** `storefleet status`: what every store is and why. */
export function registerStatus(program: Command): void {
  withFleet(program.command("status"))
    .description("show every store with its status, addresses and last proven order")
    .action(async (options: CommonOptions) => {
      const environment = await openEnvironment(options);
      const report = await reportFleet(environment, await clusterOf(environment), await unavailableStores(environment.stores));
      print(options.json ? JSON.stringify(report, null, 2) : fleetTable(report.stores));
      process.exitCode = isSettled(environment, report) ? exitCodes.ok : exitCodes.notReady;
    });
}
