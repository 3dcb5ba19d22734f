import * as pulumi from "@pulumi/pulumi";
import { loadStores, storesFor } from "../stores/load.ts";
import { StoreProblems } from "../stores/problems.ts";
import type { StoreSpec } from "../stores/schema.ts";
import declaredStores from "../stores/stores.ts";
import { controlPlaneProblems, wantedControlPlane } from "./add-ons/control-plane-choice.ts";
import { MissingImages, splitByImages, type UnavailableStore } from "./availability.ts";
import { admitFleet, FleetTooLarge } from "./cluster/admission.ts";
import { customDomainProblems, makesCluster } from "./cluster/config-checks.ts";
import { clusterConnection, clusterMaker, clusterShape, type MakeCluster } from "./cluster/connection.ts";
import type { MadeCluster } from "./cluster/made-cluster.ts";
import { ConfigProblems, readConfig, type StackConfig, withProjectName } from "./config.ts";
import { connectCluster, prepareEnvironment } from "./environment.ts";
import { smtpPasswordProblems } from "./smtp-passwords.ts";
import { environmentOf, isSelfService } from "./stack-name.ts";
import { StoreComponent, type StoreOutputs } from "./store.ts";

/** Outputs of a stack: what a person or the control plane may know of it. Nothing in it is secret but the one kubeconfig. */
export interface StackOutputs {
  readonly environment: string;
  readonly stores: Readonly<Record<string, StoreOutputs>>;
  /** Declared stores that this environment cannot run, and why. */
  readonly unavailable: readonly UnavailableStore[];
  /** The cluster, where this stack makes it. */
  readonly cluster?: ClusterOutputs;
  /** Kubeconfig of the control plane's own account; a secret. */
  readonly orchestratorKubeconfig?: pulumi.Output<string>;
}

/** What a person must know of a cluster that the stack made. */
export interface ClusterOutputs {
  /** Public address that shops answer at. */
  readonly address: pulumi.Output<string>;
  /** What the base domain's registrar must name. */
  readonly nameServers: pulumi.Output<readonly string[]>;
  /** Argument of `pulumi stack change-secrets-provider`. */
  readonly secretsProvider?: string;
}

/** How the program is run other than by plain `pulumi up`. */
export interface ProgramOptions {
  /**
   * The declared fleet.
   * @default - stores/stores.ts
   */
  readonly declared?: unknown;
  /**
   * Register guardrails and Secrets only, without the chart: for measurements of the engine itself.
   * @default false
   */
  readonly guardrailsOnly?: boolean;
  /**
   * Makes the environment's cluster.
   * @default - the cluster is there already
   */
  readonly makeCluster?: MakeCluster | undefined;
}

/**
 * The program of every stack. An environment's stack holds its add-ons and the declared stores; a self-service stack holds
 * the one store in its configuration and nothing else.
 *
 * @throws {ConfigProblems | StoreProblems | MissingImages | FleetTooLarge} before anything is touched
 */
export function program(options: ProgramOptions = {}): StackOutputs {
  const stack = pulumi.getStack();
  const config = readConfig();
  const { specs, managedBy } = wantedStores(stack, config, options.declared ?? declaredStores);
  // A declared store may be left out where its images are missing; leaving out the only store of a stack would delete it.
  const { available, unavailable } = splitByImages(specs, config.images, config.requireImages || isSelfService(stack));
  const shape = clusterShape(config);
  if (shape !== undefined) admitFleet(available, shape);
  const problems = [
    ...customDomainProblems(config, available),
    ...smtpPasswordProblems(config.smtpPasswords, specs),
    ...(config.store === undefined ? controlPlaneProblems(config, makesCluster(config)) : []),
  ];
  if (problems.length > 0) throw new ConfigProblems(problems.map(withProjectName));

  const connection = clusterConnection(stack, config, options.makeCluster);
  const access = connectCluster(config, connection);
  const environment = prepareEnvironment(config, connection, access, managedBy, {
    environment: environmentOf(stack),
    declared: specs,
  });
  const stores = available.map((spec) => {
    const { rootSecret, secretsVersion } = config;
    const component = new StoreComponent(
      spec.name,
      {
        spec,
        environment: environment.store,
        rootSecret,
        secretsVersion,
        smtpPassword: config.smtpPasswords[spec.name],
        guardrailsOnly: options.guardrailsOnly ?? false,
        orchestratorAccess: config.orchestratorAccess,
        orchestratorView: managedBy === "declared" && wantedControlPlane(config, connection.made !== undefined) !== undefined,
      },
      { ...access, dependsOn: environment.dependsOn },
    );
    return [spec.name, component.outputs] as const;
  });
  const { orchestratorKubeconfig } = environment;
  return {
    environment: environmentOf(stack),
    stores: Object.fromEntries(stores),
    unavailable,
    ...(connection.made === undefined ? {} : { cluster: clusterOutputs(connection.made) }),
    ...(orchestratorKubeconfig === undefined ? {} : { orchestratorKubeconfig }),
  };
}

function clusterOutputs({ address, nameServers, secretsProvider }: MadeCluster): ClusterOutputs {
  return { address, nameServers, ...(secretsProvider === undefined ? {} : { secretsProvider }) };
}

/**
 * The program as the engine runs it.
 *
 * @throws {pulumi.RunError} when a person's input is wrong: the engine shows its message and no stack trace
 */
export async function runProgram(options: ProgramOptions = {}): Promise<StackOutputs> {
  try {
    return program({ makeCluster: await clusterMaker(readConfig()), ...options });
  } catch (error) {
    const kinds = [ConfigProblems, StoreProblems, MissingImages, FleetTooLarge];
    const expected = error instanceof Error && kinds.some((kind) => error instanceof kind);
    throw expected ? new pulumi.RunError(error.message) : error;
  }
}

interface WantedStores {
  readonly specs: readonly StoreSpec[];
  readonly managedBy: "declared" | "control-plane";
}

function wantedStores(stack: string, config: StackConfig, declared: unknown): WantedStores {
  const selfService = isSelfService(stack);
  if (selfService !== (config.store !== undefined)) {
    throw new Error(
      selfService
        ? `stack ${stack} is a self-service store's, but storefleet:store is missing; the control plane sets it`
        : `stack ${stack} is an environment's, but storefleet:store is set; fix: pulumi config rm storefleet:store`,
    );
  }
  if (config.store !== undefined) return { specs: loadStores([config.store]), managedBy: "control-plane" };
  return { specs: storesFor(loadStores(declared), stack), managedBy: "declared" };
}
