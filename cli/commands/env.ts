import type { Command } from "commander";
import { stackEnvironment, stackLayout } from "../../control/engine/stack-layout.ts";
import { stateFolder } from "../../local/paths.ts";
import { openEnvironment } from "../environment.ts";
import { type CommonOptions, withFleet } from "../options.ts";
import { print } from "../terminal.ts";
import { obtainTools } from "../workstation/tools.ts";

/** `storefleet env`: variables for a shell in which plain `pulumi`, `kubectl` and `helm` work on an environment. */
export function registerEnv(program: Command): void {
  withFleet(program.command("env"))
    .description('print variables for a shell: eval "$(storefleet env)" makes plain pulumi, kubectl and helm work on the environment')
    .action(async (options: CommonOptions) => {
      const environment = await openEnvironment(options);
      const state = stateFolder(process.env);
      const variables = {
        ...stackEnvironment(stackLayout(state, environment.name), await obtainTools()),
        ...(environment.cluster === "local" ? { KUBECONFIG: `${state}/cluster/kubeconfig` } : {}),
      };
      print(
        options.json
          ? JSON.stringify(variables, null, 2)
          : Object.entries(variables)
              .map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`)
              .join("\n"),
      );
    });
}
