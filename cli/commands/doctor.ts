import type { Command } from "commander";
import type { Check } from "../../local/binaries/check.ts";
import { checkMachine } from "../../local/binaries/checks.ts";
import { openEnvironment } from "../environment.ts";
import { exitCodes } from "../exit-codes.ts";
import { type CommonOptions, withFleet } from "../options.ts";
import { paint, print } from "../terminal.ts";
import { workstationCluster } from "../workstation/cluster.ts";
import { unavailableStores } from "../workstation/images.ts";

/** `storefleet doctor`: what this machine has, what it lacks, and how to get that. */
export function registerDoctor(program: Command): void {
  withFleet(program.command("doctor"))
    .description("say what this machine lacks to run the fleet, and how to get it")
    .action(async (options: CommonOptions) => {
      const environment = await openEnvironment(options);
      const [machine, cluster, stores] = await Promise.all([
        checkMachine(),
        checkCluster(environment),
        unavailableStores(environment.stores),
      ]);
      const images = [...stores].map(
        ([name, reason]): Check => ({ id: `store-${name}`, title: `store ${name}`, status: "warning", detail: reason, remedy: "" }),
      );
      const checks = [...machine, cluster, ...images];
      print(options.json ? JSON.stringify({ checks }, null, 2) : checks.map(line).join("\n"));
      process.exitCode = checks.some(({ status }) => status === "missing") ? exitCodes.machine : exitCodes.ok;
    });
}

async function checkCluster(environment: Parameters<typeof workstationCluster>[0]): Promise<Check> {
  try {
    const cluster = await workstationCluster(environment);
    const { available, reason, fix } = await cluster.detect();
    return { id: "cluster", title: `cluster (${cluster.name})`, status: available ? "ok" : "missing", detail: reason, remedy: fix ?? "" };
  } catch (error) {
    return {
      id: "cluster",
      title: "cluster",
      status: "missing",
      detail: error instanceof Error ? error.message : String(error),
      remedy: "",
    };
  }
}

const marks = { ok: ["green", "✔"], warning: ["yellow", "!"], missing: ["red", "✖"] } as const;

function line({ title, status, detail, remedy }: Check): string {
  const [colour, mark] = marks[status];
  return `${paint(colour, mark)} ${title}: ${detail}${remedy === "" || status === "ok" ? "" : `\n    → ${remedy}`}`;
}
