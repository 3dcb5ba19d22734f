import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { deployer } from "../cluster/cloud-init/paths.ts";
import type { ClusterConnection } from "../cluster/connection.ts";
import { tokenKubeconfig } from "../cluster/token-kubeconfig.ts";
import type { StackConfig } from "../config-fields.ts";
import { createObject, createObjects } from "../objects.ts";
import { admissionPolicies } from "./admission-policies.ts";
import { CertManager } from "./cert-manager.ts";
import { ControlPlane } from "./control-plane.ts";
import { wantedControlPlane } from "./control-plane-choice.ts";
import { customDomainObjects } from "./custom-domains.ts";
import { MetricsServer } from "./metrics-server.ts";
import { Monitoring } from "./monitoring.ts";
import { orchestratorTokenSecret, platform, platformAccessObjects } from "./platform-access.ts";
import { Storage } from "./storage.ts";
import { requireStorageClass } from "./storage-class.ts";
import { Traefik } from "./traefik.ts";
import { traefikLoadBalancer } from "./traefik-load-balancer.ts";
import { addOnVersions } from "./versions.ts";

/** Namespace of the metrics. */
const monitoringNamespace = "storefleet-monitoring";

/** What the add-ons of an environment are. */
export interface InstalledAddOns {
  /** What stores wait for. */
  readonly dependsOn: readonly pulumi.Resource[];
  /** Kubeconfig of the control plane's own account, a secret; undefined where it has none. */
  readonly orchestratorKubeconfig: pulumi.Output<string> | undefined;
}

/** Whose add-ons they are. */
export interface AddOnOwner {
  /** Name of the environment. */
  readonly environment: string;
  /** Its declared fleet, as plain data. */
  readonly declared: readonly unknown[];
}

/** Installs what an environment's stores need, as far as the configuration asks for it and the cluster lacks it. */
export function installAddOns(
  config: StackConfig,
  connection: ClusterConnection,
  owner: AddOnOwner,
  options: pulumi.CustomResourceOptions,
): InstalledAddOns {
  const storage = installStorage(config, connection, options);
  const ingress = installIngress(config, connection, options);
  const { metricsServer, monitoring, platform: wantsPlatform } = config.addOns;
  const made = connection.made !== undefined;
  if (metricsServer ?? false) new MetricsServer("metrics-server", options);
  if (monitoring ?? made) {
    const { storageClass, podSecurityVersion } = config;
    new Monitoring("monitoring", { namespace: monitoringNamespace, storageClass, podSecurityVersion }, storage, options);
  }
  const access = (wantsPlatform ?? made) ? installPlatform(config, connection, options) : undefined;
  const controlPlane = wantedControlPlane(config, made);
  if (controlPlane !== undefined && access !== undefined) {
    const args = { config, ...owner, running: controlPlane === "running" };
    new ControlPlane("control-plane", args, [...access.account, ...access.policies, ...storage, ...ingress], options);
  }
  return {
    dependsOn: [...storage, ...ingress, ...(access?.policies ?? [])],
    orchestratorKubeconfig: access?.kubeconfig,
  };
}

/** The storage classes that stores name: made where the cluster is made, looked up where it is not. */
export function installStorage(
  config: StackConfig,
  connection: ClusterConnection,
  options: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  if (connection.made !== undefined) return new Storage("storage", config, options).classes;
  const names = [config.storageClass, ...(config.sharedStorageClass === undefined ? [] : [config.sharedStorageClass])];
  return names.map((name) => requireStorageClass(name, options));
}

function installIngress(config: StackConfig, { made }: ClusterConnection, options: pulumi.CustomResourceOptions): pulumi.Resource[] {
  const { ingress, certificates, baseDomain, podSecurityVersion, customDomains } = config;
  const image = ingress.image ?? addOnVersions.traefik.image;
  if (!ingress.install) return [];
  const { namespace, hostPorts } = ingress;
  const traefik = new Traefik("traefik", { namespace, hostPorts, image, challenges: certificates !== undefined }, options);
  const after = { ...options, dependsOn: [traefik] };
  if (made?.loadBalancer !== undefined) createObject("traefik", traefikLoadBalancer(namespace, made.loadBalancer), after);
  if (made !== undefined && certificates !== undefined) {
    const domains = Object.keys(customDomains);
    const args = { settings: certificates, baseDomain, namespace, solver: made.dnsSolver, customDomains: domains, podSecurityVersion };
    new CertManager("cert-manager", { ...args, after: [traefik] }, options);
    for (const object of customDomainObjects(customDomains, baseDomain, namespace)) createObject("traefik", object, after);
  }
  return [...traefik.definitions];
}

/** Account, rights and bounds of the control plane. */
function installPlatform(config: StackConfig, { kubeconfig }: ClusterConnection, options: pulumi.CustomResourceOptions) {
  const { baseDomain, podSecurityVersion, images, addOns } = config;
  const { all } = createObjects("platform", platformAccessObjects(podSecurityVersion), options);
  const trustedUsers = [`system:serviceaccount:${deployer.namespace}:${deployer.account}`, ...(addOns.trustedUsers ?? [])];
  const policies = admissionPolicies({ baseDomain, podSecurityVersion, images: Object.values(images), trustedUsers }).map((policy) =>
    createObject("platform", policy, options),
  );
  const secret = createObject("platform", orchestratorTokenSecret(), {
    ...options,
    dependsOn: [...all, ...policies],
  }) as k8s.core.v1.Secret;
  const text = pulumi.all([kubeconfig, secret.data]).apply(([admin, data]) => {
    const token = Buffer.from(data?.token ?? "", "base64").toString();
    return tokenKubeconfig(admin, platform.account, token);
  });
  return { account: all, policies, kubeconfig: pulumi.secret(text) };
}
