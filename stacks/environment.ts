import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { StoreEnvironment } from "../constructs/environment.ts";
import type { ManagedBy } from "../constructs/names.ts";
import { type AddOnOwner, installAddOns, installStorage } from "./add-ons/install.ts";
import type { ClusterConnection } from "./cluster/connection.ts";
import type { StackConfig } from "./config.ts";

/** What every resource of a stack is created with. */
export interface ClusterAccess {
  readonly provider: k8s.Provider;
  /** Plugin version of each resource; undefined: the SDK's own. */
  readonly version: string | undefined;
}

/** Access to the cluster that the configuration names. */
export function connectCluster(config: StackConfig, { kubeconfig, identity }: ClusterConnection): ClusterAccess {
  const version = config.kubernetesPluginVersion;
  const provider = new k8s.Provider(
    "cluster",
    {
      // In plain text it would stand in the state, its history and every saved plan.
      kubeconfig: pulumi.secret(kubeconfig),
      // Without it another address of the same cluster would replace every store.
      clusterIdentifier: identity,
      enableServerSideApply: true,
      // What an interrupted run left behind is taken over; plugins before 4.29 always do so.
      upsertExistingObjects: true,
      enableConfigMapMutable: true,
      enableSecretMutable: true,
      // The client's default of 120 requests a second is most of the time of a large `up`.
      kubeClientSettings: { qps: 500, burst: 1000 },
    },
    version === undefined ? {} : { version },
  );
  return { provider, version };
}

/** What the stores of a stack need to know and wait for. */
export interface PreparedEnvironment {
  readonly store: Omit<StoreEnvironment, "secretsRevision">;
  readonly dependsOn: readonly pulumi.Resource[];
  /** Kubeconfig of the control plane's own account, a secret; undefined where this stack makes none. */
  readonly orchestratorKubeconfig: pulumi.Output<string> | undefined;
}

/**
 * Prepares an environment for its stores: add-ons where the configuration asks for them, and checks.
 *
 * @param managedBy Whose stores they are. Self-service stores find the add-ons installed by the environment's own stack.
 * @param owner Whose add-ons they are.
 */
export function prepareEnvironment(
  config: StackConfig,
  connection: ClusterConnection,
  access: ClusterAccess,
  managedBy: ManagedBy,
  owner: AddOnOwner,
): PreparedEnvironment {
  const options: pulumi.CustomResourceOptions = {
    provider: access.provider,
    ...(access.version === undefined ? {} : { version: access.version }),
  };
  const store = storeEnvironment(config, managedBy);
  return managedBy === "declared"
    ? { store, ...installAddOns(config, connection, owner, options) }
    : { store, dependsOn: installStorage(config, connection, options), orchestratorKubeconfig: undefined };
}

function storeEnvironment(config: StackConfig, managedBy: ManagedBy): PreparedEnvironment["store"] {
  return {
    baseDomain: config.baseDomain,
    scheme: config.scheme,
    port: config.httpPort,
    ingressNamespace: config.ingress.namespace,
    storageClass: config.storageClass,
    sharedStorageClass: config.sharedStorageClass,
    images: config.images,
    imagePullSecrets: config.imagePullSecrets,
    managedBy,
    podSecurityVersion: config.podSecurityVersion,
    tlsSecretName: config.tlsSecretName,
  };
}
