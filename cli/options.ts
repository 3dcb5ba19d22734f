import { type Command, Option } from "commander";

/** Options that every command about an environment's stores takes. */
export interface CommonOptions {
  readonly environment: string;
  readonly stores?: string;
  readonly json: boolean;
}

/** Adds `--json`. */
export function withJson(command: Command): Command {
  return command.addOption(new Option("--json", "print the result as JSON on standard output").default(false, "for people"));
}

/** Adds the options of {@link CommonOptions}. */
export function withFleet(command: Command): Command {
  return withJson(
    command
      .addOption(new Option("-e, --environment <name>", "environment, one Pulumi.<name>.yaml each").default("local"))
      .addOption(new Option("--stores <file>", "file that declares the fleet").default(undefined, "stores/stores.ts")),
  );
}
