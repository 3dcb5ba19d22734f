import { type Command, Option } from "commander";
import { committedFile, declaredFile, readDeclared } from "../environment.ts";
import { print } from "../terminal.ts";

interface GraphOptions {
  readonly all: boolean;
  readonly stores?: string;
  readonly json: boolean;
}

/** `storefleet graph`: the resources of an environment as a Mermaid flowchart. */
export function registerGraph(program: Command): void {
  program
    .command("graph")
    .argument("[environment]", "environment, one Pulumi.<name>.yaml each", "local")
    .description("print an environment's resources as a Mermaid flowchart; needs no cluster, cloud or passphrase")
    .option("--all", "every resource in a box of its own", false)
    .addOption(new Option("--stores <file>", "file that declares the fleet").default(undefined, "stores/stores.ts"))
    .addOption(new Option("--json", "print the result as JSON on standard output").default(false, "for people"))
    .action(async (environment: string, { all, json, ...options }: GraphOptions) => {
      const configFile = await committedFile(environment);
      const declared = await readDeclared(declaredFile(options));
      // Loaded only here: Azure's classes take a second, and drawing puts this process's Pulumi on mocks for good.
      const { environmentGraph } = await import("../../stacks/graph/environment-graph.ts");
      const mermaid = await environmentGraph({ environment, configFile, declared, detail: all ? "all" : "overview" });
      print(json ? JSON.stringify({ environment, mermaid }, null, 2) : mermaid.trimEnd());
    });
}
