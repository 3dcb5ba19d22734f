import type { Command } from "commander";
import { storeAdminUrl } from "../../constructs/names.ts";
import { readStoreSecret } from "../../control/cluster/observe.ts";
import { clusterOf } from "../cluster-access.ts";
import { chosenStores, openEnvironment, Refused } from "../environment.ts";
import { type CommonOptions, withFleet } from "../options.ts";
import { print } from "../terminal.ts";

/** `storefleet credentials`: how the merchant logs in. The only command that shows a secret. */
export function registerCredentials(program: Command): void {
  withFleet(program.command("credentials").argument("<store>", "store to log in to"))
    .description("show how to log in to a store's administration (prints a password)")
    .action(async (name: string, options: CommonOptions) => {
      const environment = await openEnvironment(options);
      const [store] = chosenStores(environment, name);
      const cluster = await clusterOf(environment);
      if (store === undefined || cluster === undefined) throw new Refused(`store ${name} is not deployed; run storefleet up first`);
      const { "admin-password": password } = await readStoreSecret(cluster, name);
      const credentials = {
        store: name,
        adminUrl: storeAdminUrl(name, store.engine, environment.address),
        login: store.adminEmail,
        password,
      };
      if (options.json) print(JSON.stringify(credentials, null, 2));
      else print(`${credentials.adminUrl}\n  login     ${credentials.login}\n  password  ${credentials.password}`);
    });
}
