import { stringify } from "yaml";
import { z } from "zod";
import type { Address } from "../../constructs/names.ts";
import type { StackConfig } from "../config-fields.ts";

/** Name of the control plane's objects in its namespace. */
export const controlPlaneName = "control-plane";

/** Port that the control plane listens on in its pods. */
export const controlPlanePort = 4100;

/** Where its container finds what is mounted, and where the image keeps its parts. */
export const controlPlanePaths = {
  /** Pulumi's state and the stacks' files; shared by all replicas. */
  state: "/var/lib/storefleet",
  settings: "/etc/storefleet/settings",
  secrets: "/etc/storefleet/secrets",
  /** Token of the account, renewed by the kubelet, and the cluster's certificate authority. */
  account: "/var/run/secrets/storefleet",
  application: "/app",
  pulumi: "/opt/storefleet/bin/pulumi",
  plugins: "/opt/storefleet/plugins",
} as const;

/** Files of the ConfigMap. */
export const settingsFiles = { settings: "settings.json", stores: "stores.mjs", environment: "environment.yaml" } as const;

/** Values of the Secret, by file. */
export const secretFiles = { databasePassword: "database-password", sessionSecret: "session-secret", passphrase: "passphrase" } as const;

/** The database of the control plane. */
export const controlPlaneDatabase = { host: "control-plane-database", port: 5432, role: "storefleet" } as const;

/** What an environment tells its control plane in the cluster; nothing in it is secret. */
export const inClusterSettings = z.strictObject({
  environment: z.string(),
  address: z.strictObject({ baseDomain: z.string(), scheme: z.enum(["http", "https"]), port: z.int().optional() }),
  /** Where people reach it. */
  url: z.url(),
  images: z.record(z.string(), z.string()),
  /** Host of the ingress controller inside the cluster; without it shops are reached by their names. */
  ingress: z.string().optional(),
  /** Tells one rollout from another. */
  version: z.string(),
});

/** What an environment tells its control plane in the cluster. */
export type InClusterSettings = z.output<typeof inClusterSettings>;

/** Host of the dashboard and the API; no store can be called so. */
export function controlPlaneUrl({ baseDomain, scheme, port }: Address): string {
  const usual = scheme === "https" ? 443 : 80;
  return `${scheme}://dashboard.${baseDomain}${port === undefined || port === usual ? "" : `:${port}`}`;
}

/** What {@link settingsData} needs beside the configuration. */
export interface SettingsOptions {
  readonly environment: string;
  readonly image: string;
  /** The declared fleet, as plain data. */
  readonly declared: readonly unknown[];
}

/** Files of the control plane's ConfigMap. */
export function settingsData(config: StackConfig, { environment, image, declared }: SettingsOptions): Record<string, string> {
  const { baseDomain, scheme, httpPort } = config;
  const address = { baseDomain, scheme, ...(httpPort === undefined ? {} : { port: httpPort }) };
  const settings: InClusterSettings = {
    environment,
    address,
    url: controlPlaneUrl(address),
    images: config.images,
    ...(config.ingress.install ? { ingress: `traefik-internal.${config.ingress.namespace}.svc` } : {}),
    version: image,
  };
  return {
    [settingsFiles.settings]: JSON.stringify(settings),
    [settingsFiles.stores]: `export default ${JSON.stringify(declared)};\n`,
    [settingsFiles.environment]: stringify({ config: storeStackConfig(config) }, { lineWidth: 0, sortMapEntries: true }),
  };
}

/** Configuration of the stacks of self-service stores: they find cluster and add-ons there, and act as the control plane's account. */
function storeStackConfig(config: StackConfig): Record<string, unknown> {
  const { baseDomain, scheme, httpPort, tlsSecretName, storageClass, sharedStorageClass, images, imagePullSecrets } = config;
  const values = {
    cluster: "existing",
    baseDomain,
    scheme,
    httpPort,
    tlsSecretName,
    storageClass,
    sharedStorageClass,
    images,
    imagePullSecrets,
    requireImages: true,
    podSecurityVersion: config.podSecurityVersion,
    secretsVersion: config.secretsVersion,
    ingress: { install: false, namespace: config.ingress.namespace },
    orchestratorAccess: true,
  };
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [`storefleet:${name}`, value]));
}
