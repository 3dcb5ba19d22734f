import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import type { Address } from "../constructs/names.ts";
import { stackLayout } from "../control/engine/stack-layout.ts";
import { stateFolder } from "../local/paths.ts";
import { loadStores, storesFor } from "../stores/load.ts";
import type { StoreSpec } from "../stores/schema.ts";

/** The command line or a file it names was refused; nothing was touched. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** What a person may say about the fleet on every command. */
export interface FleetOptions {
  readonly environment: string;
  /** File with the declared fleet as its default export. @default stores/stores.ts of this checkout */
  readonly stores?: string | undefined;
}

/** An environment as far as it can be known without touching anything. */
export interface Environment {
  readonly name: string;
  /** The declared stores that it runs, checked. */
  readonly stores: readonly StoreSpec[];
  /** File that declares them. */
  readonly storesFile: string;
  /** Where its shops answer. */
  readonly address: Address;
  /** `local`: Storefleet brings the cluster. */
  readonly cluster: string;
  readonly httpPort: number;
  /** Which cluster a workstation uses. */
  readonly workstation: WorkstationSettings;
  /** Whether its control plane is in the cluster, as of the last run; `stopped`: it was, and its data are there. */
  readonly controlPlane: "running" | "stopped" | undefined;
}

/** `storefleet:workstation` of an environment: which cluster a workstation uses. */
const workstation = z.strictObject({
  provider: z.enum(["existing-context", "k3d", "embedded"]).optional(),
  context: z.string().min(1).optional(),
});

/** Which cluster a workstation uses. @default - what the machine allows */
export type WorkstationSettings = z.output<typeof workstation>;

/** This repository. */
export const checkout = join(import.meta.dirname, "..");
const settings = z.object({
  "storefleet:cluster": z.string(),
  "storefleet:baseDomain": z.string(),
  "storefleet:scheme": z.enum(["http", "https"]),
  "storefleet:httpPort": z.coerce.number().int().optional(),
  "storefleet:workstation": workstation.default({}),
  "storefleet:addOns": z.looseObject({ controlPlane: z.enum(["running", "stopped"]).optional() }).default({}),
});

/**
 * Reads what is declared for an environment.
 *
 * @throws {Refused} when the environment or the stores file is unknown
 * @throws {StoreProblems} with every problem of the declared fleet
 */
export async function openEnvironment(options: FleetOptions): Promise<Environment> {
  const config = settingsOf(options.environment, await readConfig(options.environment));
  const storesFile = declaredFile(options);
  const port = config["storefleet:httpPort"];
  return {
    name: options.environment,
    stores: storesFor(loadStores(await readDeclared(storesFile)), options.environment),
    storesFile,
    address: { baseDomain: config["storefleet:baseDomain"], scheme: config["storefleet:scheme"], port },
    cluster: config["storefleet:cluster"],
    httpPort: port ?? 80,
    workstation: config["storefleet:workstation"],
    controlPlane: config["storefleet:addOns"].controlPlane,
  };
}

/** The stores that a command is about: all, or the one named. */
export function chosenStores(environment: Environment, name: string | undefined): readonly StoreSpec[] {
  if (name === undefined) return environment.stores;
  const found = environment.stores.filter((store) => store.name === name);
  if (found.length === 0) {
    const known = environment.stores.map((store) => store.name).join(", ") || "none";
    throw new Refused(`environment ${environment.name} declares no store ${name}; declared: ${known}`);
  }
  return found;
}

/**
 * Kind of an environment's cluster; asks for nothing else, because the rest may not be there yet.
 *
 * @throws {Refused} when there is no such environment
 */
export async function clusterOf(environment: string): Promise<string> {
  return settings.pick({ "storefleet:cluster": true }).parse(await readConfig(environment))["storefleet:cluster"];
}

/** The file that declares the fleet. */
export function declaredFile({ stores }: Pick<FleetOptions, "stores">): string {
  return resolve(stores ?? join(checkout, "stores", "stores.ts"));
}

/**
 * The committed configuration of an environment.
 *
 * @throws {Refused} when there is no such environment
 */
export async function committedFile(environment: string): Promise<string> {
  checkName(environment);
  const file = join(checkout, `Pulumi.${environment}.yaml`);
  if ((await readFile(file).catch(() => undefined)) === undefined) throw unknownEnvironment(environment);
  return file;
}

function settingsOf(environment: string, config: unknown): z.output<typeof settings> {
  const result = settings.safeParse(config);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `  - ${path.map(String).join(".")}: ${message}`);
  throw new Refused(
    `the configuration of ${environment} is not complete:\n${problems.join("\n")}\nfix: pulumi config set --stack ${environment} <key> <value>`,
  );
}

function unknownEnvironment(environment: string): Refused {
  return new Refused(`there is no environment ${environment}: no file Pulumi.${environment}.yaml in ${checkout}`);
}

/** @throws {Refused} when the name of an environment cannot be one */
function checkName(environment: string): void {
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(environment)) {
    throw new Refused(
      `environment ${JSON.stringify(environment)} is not allowed; use lower-case letters, digits and dashes, such as local`,
    );
  }
}

/** The configuration that a run has composed in the state folder, else the committed one. */
async function readConfig(environment: string): Promise<unknown> {
  checkName(environment);
  const files = [stackLayout(stateFolder(process.env), environment).configFile, join(checkout, `Pulumi.${environment}.yaml`)];
  for (const file of files) {
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) return (parse(text) as { config?: unknown }).config;
  }
  throw unknownEnvironment(environment);
}

/**
 * What a file declares, unchecked.
 *
 * @throws {Refused} when it cannot be read
 */
export async function readDeclared(file: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(file).href)) as { default?: unknown };
    return module.default;
  } catch (error) {
    throw new Refused(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
