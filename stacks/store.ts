import { join } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { App } from "cdk8s";
import type { StoreEnvironment } from "../constructs/environment.ts";
import { objectNames, storeLabels } from "../constructs/names.ts";
import { smtpPasswordKey } from "../constructs/secrets.ts";
import { Store } from "../constructs/store.ts";
import type { StoreSpec } from "../stores/schema.ts";
import { storeAdminBinding, storeViewBinding } from "./add-ons/platform-access.ts";
import { hashDirectory } from "./chart-hash.ts";
import { createObject, createObjects, within } from "./objects.ts";
import { deriveStoreSecrets, secretsRevision } from "./secrets.ts";

/**
 * The chart, seen from the folder that the engine runs providers in (that of the program, `stacks/`). Relative, so that the
 * same fleet in another checkout is no change.
 */
export const chartPath = "../charts/universal-store";

/** Seconds that the chart's pods and jobs may take to become ready. Migrations and seed take 10 s when nothing is in the way. */
const releaseTimeoutSeconds = 300;

/** Revisions that `helm rollback` can go back to. */
const releaseRevisions = 10;

/** Arguments of {@link StoreComponent}. */
export interface StoreArgs {
  readonly spec: StoreSpec;
  /** Everything about the environment except what differs by store. */
  readonly environment: Omit<StoreEnvironment, "secretsRevision">;
  /** Root of every password, base64. */
  readonly rootSecret: string;
  readonly secretsVersion: number;
  /** Password at the store's mail server. @default - its `smtp` names no user */
  readonly smtpPassword?: string | undefined;
  /**
   * Register the guardrails only, without the chart: for measurements of the engine itself.
   * @default false
   */
  readonly guardrailsOnly?: boolean;
  /**
   * Bind the control plane's role in the namespace before anything else, so that its own account may make the rest.
   * @default false
   */
  readonly orchestratorAccess?: boolean;
  /**
   * Let the control plane see how this declared store is.
   * @default false
   */
  readonly orchestratorView?: boolean;
}

/** Options of {@link StoreComponent}; the provider is required, because the default one would follow the shell's kubeconfig. */
export interface StoreOptions {
  readonly provider: k8s.Provider;
  /** Plugin version of each resource; undefined: the SDK's own. */
  readonly version: string | undefined;
  /** What must be there before the store's namespace. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** What a stack tells about a store; nothing secret. */
export interface StoreOutputs {
  readonly url: string;
  readonly adminUrl: string;
  readonly namespace: string;
  readonly engine: StoreSpec["engine"];
  readonly title: string;
}

/** One store: its namespace and guardrails, its Secret, and the Helm release of the chart that runs it. */
export class StoreComponent extends pulumi.ComponentResource {
  readonly outputs: StoreOutputs;

  constructor(name: string, args: StoreArgs, options: StoreOptions) {
    const { spec, rootSecret, secretsVersion, smtpPassword } = args;
    // Arguments given to `super` would be stored in the state, and these hold the root secret.
    super("storefleet:index:Store", name, {}, { protect: spec.deletionProtection });
    const store = new Store(new App(), name, {
      spec,
      environment: { ...args.environment, secretsRevision: secretsRevision(rootSecret, spec, secretsVersion, smtpPassword) },
    });
    // Children do not inherit `dependsOn`. The namespace carries it for everything inside; on the way down it keeps the
    // ingress controller's definitions until the store's own routes are gone.
    const children: pulumi.CustomResourceOptions = {
      parent: this,
      provider: options.provider,
      dependsOn: [...options.dependsOn],
      ...(options.version === undefined ? {} : { version: options.version }),
    };

    const labels = storeLabels(spec, args.environment.managedBy);
    const access = args.orchestratorAccess === true ? storeAdminBinding(store.namespaceName, labels) : undefined;
    const { namespace, all, inside } = createObjects(name, store.toObjects(), children, access);
    const secret = createObject(
      name,
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: objectNames.secret, namespace: store.namespaceName, labels },
        type: "Opaque",
        stringData: pulumi.secret({
          ...deriveStoreSecrets(rootSecret, spec, secretsVersion),
          ...(smtpPassword !== undefined && { [smtpPasswordKey]: smtpPassword }),
        }),
      },
      inside,
    );
    if (args.orchestratorView === true) createObject(name, storeViewBinding(store.namespaceName, labels), inside);
    if (args.guardrailsOnly !== true) this.release(store, { ...within(namespace, children), dependsOn: [...all, secret] });

    this.outputs = {
      url: store.url,
      adminUrl: store.adminUrl,
      namespace: store.namespaceName,
      engine: spec.engine,
      title: spec.title ?? spec.name,
    };
    this.registerOutputs(this.outputs);
  }

  private release(store: Store, options: pulumi.CustomResourceOptions): k8s.helm.v3.Release {
    return new k8s.helm.v3.Release(
      `${store.releaseName}-release`,
      {
        name: store.releaseName,
        namespace: store.namespaceName,
        chart: chartPath,
        description: `chart ${hashDirectory(join(import.meta.dirname, chartPath))}`,
        values: store.values,
        waitForJobs: true,
        timeout: releaseTimeoutSeconds,
        maxHistory: releaseRevisions,
        // A failed release is left as it is: its pods and their logs say why, and the next `up` tries again.
        atomic: false,
      },
      options,
    );
  }
}
