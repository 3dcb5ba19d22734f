import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { makeCluster } from "../cluster/make-cluster.ts";
import { program } from "../program.ts";
import { azureAnswers } from "../testing/azure.ts";
import { testKubeconfig, testRootSecret } from "../testing/configuration.ts";
import { productionAzure, productionImages } from "../testing/production.ts";
import { record } from "../testing/record.ts";
import { type GraphDetail, resourceGraph } from "./resource-graph.ts";

/** Which graph is drawn, and of what. */
export interface EnvironmentGraphOptions {
  /**
   * Name of the stack, one of the environments.
   */
  readonly environment: string;
  /** The environment's Pulumi.<environment>.yaml. What it does not hold (secrets, a subscription's values, images) is made up. */
  readonly configFile: string;
  /**
   * How much is drawn.
   * @default "overview"
   */
  readonly detail?: GraphDetail;
  /**
   * The declared fleet.
   * @default - stores/stores.ts
   */
  readonly declared?: unknown;
}

/**
 * An environment's resources, as its program would register them with an empty state, as a Mermaid flowchart. Needs no cloud, no
 * cluster, no engine and no secret; takes a second. It puts Pulumi's runtime of this process on mocks for good: a process that
 * draws must not deploy.
 *
 * @throws {ConfigProblems | StoreProblems | FleetTooLarge} when the program would refuse the configuration or the fleet
 */
export async function environmentGraph(options: EnvironmentGraphOptions): Promise<string> {
  const file: unknown = parse(readFileSync(options.configFile, "utf8"));
  const { declared } = options;
  const { resources } = await record(() => program({ makeCluster, ...(declared === undefined ? {} : { declared }) }), {
    stack: options.environment,
    config: completeConfig(file),
    secretKeys: ["storefleet:rootSecret", "storefleet:kubeconfig"],
    ...azureAnswers,
  });
  return resourceGraph(resources, options.detail ?? "overview");
}

/** Configuration of a stack's file as the engine hands it over, with something in place of what the file lacks. */
function completeConfig(file: unknown): Record<string, string> {
  const given = Object.entries(fields(fields(file).config)).filter(([, value]) => fields(value).secure === undefined);
  const values = Object.fromEntries(given);
  const makesCluster = ["azure-k3s", "aks"].includes(String(values["storefleet:cluster"]));
  const filled: Record<string, unknown> = {
    "storefleet:baseDomain": "shops.acme.com",
    "storefleet:rootSecret": testRootSecret,
    ...(makesCluster ? { "storefleet:certificates": { email: "ops@acme.com" } } : { "storefleet:kubeconfig": testKubeconfig }),
    ...values,
    "storefleet:images": { ...productionImages, ...fields(values["storefleet:images"]) },
    ...(makesCluster
      ? { "storefleet:azure": { ...productionAzure, ...fields(values["storefleet:azure"]) } }
      : { "storefleet:ingress": { image: "ghcr.io/acme/storefleet/traefik:3", ...fields(values["storefleet:ingress"]) } }),
  };
  return Object.fromEntries(Object.entries(filled).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]));
}

const fields = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
