import { Chart } from "cdk8s";
import { Namespace } from "cdk8s-plus-30";
import type { Construct } from "constructs";
import { type StoreSpec, smtpOf } from "../stores/schema.ts";
import { Access } from "./access.ts";
import { Budget } from "./budget.ts";
import { checkEnvironment, type StoreEnvironment } from "./environment.ts";
import { type Component, namespaceName, releaseName, storeAdminUrl, storeLabels, storeUrl } from "./names.ts";
import { Network } from "./network.ts";
import { type ReleaseValues, releaseValues } from "./release-values.ts";
import { type SecretFormat, secretKeysOf } from "./secrets.ts";

/** Props of {@link Store}. */
export interface StoreProps {
  readonly spec: StoreSpec;
  readonly environment: StoreEnvironment;
  /**
   * Components that may open HTTPS connections to public addresses, for a payment provider for instance.
   * @default - none: nothing in the store reaches the Internet
   */
  readonly httpsEgress?: readonly Component[];
}

/** A Kubernetes object as plain data, ready to apply. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/**
 * A store as its namespace and guardrails, plus the values for the chart that runs inside. The guardrails are not part
 * of the chart, so that a chart change cannot weaken them.
 */
export class Store extends Chart {
  readonly namespaceName: string;
  /** Name of the Helm release. */
  readonly releaseName: string;
  /** Address of the shop, without a trailing slash. */
  readonly url: string;
  /** Address of the shop's administration. */
  readonly adminUrl: string;
  /** Values of the chart `universal-store`. */
  readonly values: ReleaseValues;
  /** Keys that the Secret `store-secrets` must have, with the format of their values. */
  readonly secretKeys: Readonly<Record<string, SecretFormat>>;

  /** @throws when the environment lacks what the store needs; the message names every value */
  constructor(scope: Construct, id: string, props: StoreProps) {
    const { spec, environment, httpsEgress } = props;
    checkEnvironment(environment, spec.engine);
    // No chart-level namespace: cdk8s would put it on the Namespace object too.
    super(scope, id, { labels: storeLabels(spec, environment.managedBy), disableResourceNameHashes: true });
    const namespace = namespaceName(spec.name);

    new Namespace(this, "namespace", { metadata: { name: namespace, labels: podSecurityLabels(environment.podSecurityVersion) } });
    new Budget(this, "budget", { namespace, spec });
    new Network(this, "network", {
      namespace,
      engine: spec.engine,
      ingressNamespace: environment.ingressNamespace,
      httpsEgress,
      smtpPort: smtpOf(spec)?.port,
    });
    new Access(this, "access", { namespace, owner: spec.owner });

    this.namespaceName = namespace;
    this.releaseName = releaseName(spec.name);
    this.url = storeUrl(spec.name, environment);
    this.adminUrl = storeAdminUrl(spec.name, spec.engine, environment);
    this.values = releaseValues(spec, environment);
    this.secretKeys = secretKeysOf[spec.engine];
  }

  /** The guardrail objects, the namespace first. */
  toObjects(): readonly KubernetesObject[] {
    return this.toJson() as KubernetesObject[];
  }
}

/** Holds pods to the `restricted` standard in every mode, of one fixed version. */
function podSecurityLabels(version: string): Record<string, string> {
  return Object.fromEntries(
    ["enforce", "audit", "warn"].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, "restricted"],
      [`pod-security.kubernetes.io/${mode}-version`, version],
    ]),
  );
}
