import { Command, CommanderError } from "commander";
import { registerClusterCommands } from "./commands/cluster.ts";
import { registerCredentials } from "./commands/credentials.ts";
import { registerDestroy } from "./commands/destroy.ts";
import { registerDoctor } from "./commands/doctor.ts";
import { registerEnv } from "./commands/env.ts";
import { registerGraph } from "./commands/graph.ts";
import { registerPreview } from "./commands/preview.ts";
import { registerStatus } from "./commands/status.ts";
import { registerStores } from "./commands/stores.ts";
import { registerUp } from "./commands/up.ts";
import { registerVerify } from "./commands/verify.ts";
import { exitCodes } from "./exit-codes.ts";
import { exitCodeOf, failureReport, failureText } from "./failure.ts";
import { note, paint, print } from "./terminal.ts";

const program = new Command("storefleet")
  .description("Declares, provisions and order-tests WooCommerce and Medusa stores on Kubernetes.")
  .helpCommand(false)
  .showSuggestionAfterError()
  .configureHelp({ sortSubcommands: false })
  .exitOverride();

for (const register of [
  registerUp,
  registerPreview,
  registerGraph,
  registerStatus,
  registerVerify,
  registerCredentials,
  registerStores,
  registerDestroy,
  registerDoctor,
  registerClusterCommands,
  registerEnv,
]) {
  register(program);
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  // Commander has printed help or the usage error itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.refused;
  if (process.argv.includes("--json")) print(JSON.stringify(failureReport(error), null, 2));
  else note(`${paint("red", "storefleet:", process.stderr)} ${failureText(error)}`);
  return exitCodeOf(error);
}
