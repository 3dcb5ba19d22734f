import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config-fields.ts";
import { createObject, createObjects } from "../objects.ts";
import { deriveSecret } from "../secrets.ts";
import { addOnLabels } from "./add-on-namespace.ts";
import { databaseObjects } from "./control-plane-database.ts";
import { controlPlaneNetwork, controlPlaneRoutes } from "./control-plane-network.ts";
import { controlPlaneObjects } from "./control-plane-objects.ts";
import { controlPlaneName, controlPlaneUrl, secretFiles, settingsData } from "./control-plane-settings.ts";
import { platform } from "./platform-access.ts";

/** Owner of the control plane's derived secrets: no store can be called so. */
const owner = "_platform";

/** What a {@link ControlPlane} is made of. */
export interface ControlPlaneArgs {
  readonly config: StackConfig;
  /** Name of the environment. */
  readonly environment: string;
  /** The declared fleet, as plain data: shown beside the self-service stores. */
  readonly declared: readonly unknown[];
  /** False keeps its data and stops its pods. */
  readonly running: boolean;
}

/** The control plane in the cluster: two replicas with their database, as the least-privilege account. */
export class ControlPlane extends pulumi.ComponentResource {
  /** @param after The account and its bounds, the storage class and the ingress's definitions. */
  constructor(name: string, args: ControlPlaneArgs, after: readonly pulumi.Resource[], options: pulumi.CustomResourceOptions) {
    const { config, environment, declared, running } = args;
    // Arguments given to `super` would be stored in the state, and these hold the root secret.
    super("storefleet:index:ControlPlane", name, {}, {});
    const children = { ...options, parent: this, dependsOn: [...after] };
    const image = imageOf(config, "control-plane");
    const common = {
      imagePullSecrets: config.imagePullSecrets,
      storageClass: config.storageClass,
      secretsRevision: secretsRevision(config),
    };
    const { port, hostname } = new URL(controlPlaneUrl({ ...config, port: config.httpPort }));
    const network = {
      ingressNamespace: config.ingress.namespace,
      scheme: config.scheme,
      port: port === "" ? undefined : Number(port),
      host: hostname,
      tlsSecretName: config.tlsSecretName,
    };
    const policies = createObjects(name, controlPlaneNetwork(network), children);
    const secret = createObject(
      name,
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: controlPlaneName, namespace: platform.namespace, labels: addOnLabels(controlPlaneName) },
        type: "Opaque",
        stringData: pulumi.secret(secretsOf(config)),
      },
      children,
    );
    const inside = { ...children, dependsOn: [...after, ...policies.all, secret] };
    const database = createObjects(
      name,
      databaseObjects({ ...common, image: imageOf(config, "postgres"), replicas: running ? 1 : 0 }),
      inside,
    );
    const settings = settingsData(config, { environment, image, declared });
    createObjects(
      name,
      [...controlPlaneRoutes(network), ...controlPlaneObjects({ ...common, image, environment, settings, replicas: running ? 2 : 0 })],
      { ...inside, dependsOn: [...inside.dependsOn, ...database.all] },
    );
    this.registerOutputs({});
  }
}

/** @throws when the configuration does not name the image; it is refused before, with what to do */
function imageOf({ images }: StackConfig, image: string): string {
  const reference = images[image];
  if (reference === undefined) throw new Error(`the control plane needs images.${image}`);
  return reference;
}

function secretsOf({ rootSecret, secretsVersion }: StackConfig): Record<string, string> {
  const derive = (key: string, version: number) => deriveSecret(rootSecret, { store: owner, key, version }, "password32");
  return {
    [secretFiles.databasePassword]: derive(secretFiles.databasePassword, secretsVersion),
    [secretFiles.sessionSecret]: derive(secretFiles.sessionSecret, secretsVersion),
    // The state of every self-service store is encrypted with it: it stays when passwords are rotated.
    [secretFiles.passphrase]: derive(secretFiles.passphrase, 1),
  };
}

function secretsRevision({ rootSecret, secretsVersion }: StackConfig): string {
  return deriveSecret(rootSecret, { store: owner, key: "revision", version: secretsVersion }, "password32").slice(0, 12).toLowerCase();
}
