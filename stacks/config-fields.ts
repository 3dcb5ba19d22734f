import { z } from "zod";
import { azureSettings, certificateSettings } from "./cluster/settings.ts";

/** How one configuration key is read. Values arrive as text: structured ones as JSON. */
export interface ConfigField<T> {
  readonly schema: z.ZodType<T>;
  /** What is allowed, in words; shown when the value is refused. */
  readonly allowed: string;
  /** True for values that must be encrypted in the stack's file; they are never shown. */
  readonly secret?: boolean;
}

const text = (pattern: RegExp) => z.string().regex(pattern);
const json = <T>(schema: z.ZodType<T>) =>
  z
    .string()
    .transform((value, context) => {
      try {
        return JSON.parse(value) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: "is not an object or a list" });
        return z.NEVER;
      }
    })
    .pipe(schema);

const port = z.int().min(1).max(65535);
const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
const truth = z.enum(["true", "false"]).transform((value) => value === "true");
const objectName = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const imageReference = z.string().regex(/^[^\s@]+[:@][^\s]+$/);

const ingress = z.strictObject({
  /** Install the ingress controller; false where the cluster already has one that serves IngressRoutes. */
  install: z.boolean(),
  /** Namespace of the ingress controller. */
  namespace: text(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/).default("traefik"),
  image: imageReference.optional(),
  /** Ports of every node that the ingress controller answers on. */
  hostPorts: z.strictObject({ http: port, https: port.optional() }).default({ http: 80 }),
});

const addOns = z.strictObject({
  /** Install metrics-server; k3s and AKS bring theirs. @default false */
  metricsServer: z.boolean().optional(),
  /** Install metrics and the page about stores. @default - where the program makes the cluster */
  monitoring: z.boolean().optional(),
  /** Prepare the control plane's account and the policies that bound it. @default - where the program makes the cluster */
  platform: z.boolean().optional(),
  /**
   * Run the control plane in the cluster; needs `platform` and the images control-plane and postgres. `stopped` keeps its data and
   * runs no pods. @default - running where the program makes the cluster and the image is named, else none
   */
  controlPlane: z.enum(["running", "stopped"]).optional(),
  /** Accounts besides the cluster's administrators that run `pulumi up` of the environment, as the API server calls them. */
  trustedUsers: z.array(z.string().regex(/^[\w.:@/-]+$/)).optional(),
});
const hostName = /^(?=.{4,253}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/** How an environment's ingress controller is installed. */
export type IngressConfig = z.output<typeof ingress>;

const field = <T>(schema: z.ZodType<T>, allowed: string, secret = false): ConfigField<T> => ({ schema, allowed, secret });

/** Every key below `storefleet:` with its type. */
export const configFields = {
  cluster: field(z.enum(["local", "existing", "azure-k3s", "aks"]), "local, existing, azure-k3s or aks"),
  /** Read by the CLI alone: which cluster a workstation uses. */
  workstation: field(
    json(
      z.strictObject({ provider: z.enum(["existing-context", "k3d", "embedded"]).optional(), context: z.string().min(1).optional() }),
    ).optional(),
    "{ provider?: existing-context | k3d | embedded, context?: a kubeconfig's context }",
  ),
  baseDomain: field(
    text(/^(?=.{1,221}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/),
    "a domain in lower case, such as localhost or shops.example.com",
  ),
  scheme: field(z.enum(["http", "https"]), "http or https"),
  httpPort: field(wholeNumber.pipe(port).optional(), "a whole number from 1 to 65535"),
  tlsSecretName: field(text(objectName).optional(), "the name of a Secret"),
  storageClass: field(text(objectName), "the name of a storage class; kubectl get storageclass lists them"),
  sharedStorageClass: field(text(objectName).optional(), "the name of a storage class whose volumes several nodes mount at once"),
  images: field(
    json(z.record(z.string().regex(/^[a-z][-a-z0-9]*$/), imageReference)).default({}),
    "an object from image name to a reference with tag or digest",
  ),
  imagePullSecrets: field(json(z.array(z.string().regex(objectName))).default([]), "a list of names of Secrets"),
  requireImages: field(truth.default(true), "true or false"),
  podSecurityVersion: field(text(/^v1\.\d{1,3}$/), "a Kubernetes version such as v1.36"),
  rootSecret: field(text(/^[A-Za-z0-9+/]{43,}={0,2}$/), "base64 of at least 32 random bytes", true),
  secretsVersion: field(wholeNumber.pipe(z.int().min(1)).default(1), "a whole number from 1"),
  ingress: field(json(ingress), "{ install, namespace?, image?, hostPorts? }"),
  /** Of a cluster that is there already; one that the program makes brings its own. */
  kubeconfig: field(z.string().min(1).optional(), "the text of a kubeconfig file", true),
  azure: field(json(azureSettings).optional(), "{ location, adminCidrs, adminPublicKey, vmSize?, agents?, dataDiskGiB?, k3s?, aks?, … }"),
  addOns: field(json(addOns).default({}), "{ metricsServer?, monitoring?, platform?, controlPlane?, trustedUsers? }"),
  /** Store by domain: domains of merchants' own that lead to their shops. */
  customDomains: field(
    json(z.record(z.string().regex(hostName), z.string().regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/))).default({}),
    "an object from domain to the name of a store, such as { www.roses.com: roses }",
  ),
  /** Password at the mail server by store, for stores whose `smtp` names a user. */
  smtpPasswords: field(
    json(z.record(z.string().regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/), z.string().regex(/^\P{Cc}{1,256}$/u))).default({}),
    "an object from store to password, such as { bramble: … }",
    true,
  ),
  /** Set by the control plane in its stores' stacks: it works with its own account and must bind its role in each namespace. */
  orchestratorAccess: field(truth.default(false), "true or false"),
  certificates: field(json(certificateSettings).optional(), "{ email, staging? }"),
  kubernetesPluginVersion: field(text(/^\d+\.\d+\.\d+$/).optional(), "a version such as 4.18.1; leave it out for the SDK's own"),
  store: field(json(z.record(z.string(), z.unknown())).optional(), "one store, for a stack that holds nothing else"),
} as const satisfies Record<string, ConfigField<unknown>>;

/** Name of a key below `storefleet:`. */
export type ConfigKey = keyof typeof configFields;

/** The checked configuration of a stack. */
export type StackConfig = { readonly [K in ConfigKey]: z.output<(typeof configFields)[K]["schema"]> };
