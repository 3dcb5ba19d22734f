import type { Engine } from "../stores/schema.ts";
import type { Address, ManagedBy } from "./names.ts";

/** Images that each engine's half of the chart runs. */
export const imagesOf = {
  medusa: ["postgres", "valkey", "medusa", "storefront"],
  woocommerce: ["mariadb", "woocommerce"],
} as const satisfies Record<Engine, readonly string[]>;

/** Name of an image, as in `images/`. */
export type ImageName = (typeof imagesOf)[Engine][number];

/** What a store must know about the environment that runs it. Plain data: `stacks/` fills it from configuration. */
export interface StoreEnvironment extends Address {
  /** Namespace of the ingress controller; only its pods may reach a store from outside. */
  readonly ingressNamespace: string;
  /** Class of the volumes that one node mounts: databases, caches, and uploads unless `sharedStorageClass` is set. */
  readonly storageClass: string;
  /**
   * Class whose volumes several nodes mount at once (ReadWriteMany); uploads go there. It must not change later.
   * @default - uploads are ReadWriteOnce in `storageClass`, and a WooCommerce store has one replica
   */
  readonly sharedStorageClass?: string | undefined;
  /** Full image references with a tag other than `latest` or a digest. More than a store's engine needs is fine. */
  readonly images: Readonly<Record<string, string>>;
  /**
   * Names of Secrets of type dockerconfigjson in the store's namespace.
   * @default - images need no credentials
   */
  readonly imagePullSecrets?: readonly string[] | undefined;
  readonly managedBy: ManagedBy;
  /** Version of the Pod Security Standards to hold pods to, such as `v1.36`; `latest` is refused, because it moves. */
  readonly podSecurityVersion: string;
  /** Changes whenever the values in the stores' Secrets change, so that pods restart with the new ones. */
  readonly secretsRevision: string;
  /**
   * Secret with the certificate, in the store's namespace.
   * @default - the ingress controller's default certificate, when `scheme` is https
   */
  readonly tlsSecretName?: string | undefined;
}

const domain = /^(?=.{1,221}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/;
const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const objectName = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const podSecurity = /^v1\.\d{1,3}$/;
const revision = /^[A-Za-z0-9][-A-Za-z0-9_.]{0,62}$/;
const pinnedImage = /^[^\s:@]+(:\d+)?[^\s:@]*(:(?!latest(@|$))[\w][\w.-]{0,127}(@sha256:[0-9a-f]{64})?|@sha256:[0-9a-f]{64})$/;

/**
 * Checks what an environment gives to a store of this engine.
 *
 * @throws with every problem at once: field, value, what is allowed
 */
export function checkEnvironment(environment: StoreEnvironment, engine: Engine): void {
  const problems: string[] = [];
  const check = (field: string, value: unknown, ok: boolean, allowed: string) => {
    if (!ok) problems.push(`${field} is ${JSON.stringify(value) ?? "missing"}; allowed: ${allowed}`);
  };
  const { baseDomain, scheme, port, ingressNamespace, storageClass, sharedStorageClass, tlsSecretName } = environment;
  check("baseDomain", baseDomain, domain.test(baseDomain), "a domain in lower case, such as localhost or shops.example.com");
  check("scheme", scheme, scheme === "http" || scheme === "https", "http or https");
  check("port", port, port === undefined || (Number.isInteger(port) && port > 0 && port < 65536), "a whole number from 1 to 65535");
  check("ingressNamespace", ingressNamespace, label.test(ingressNamespace), "a namespace name, such as traefik");
  check("storageClass", storageClass, objectName.test(storageClass), "the name of a storage class");
  if (sharedStorageClass !== undefined) {
    check("sharedStorageClass", sharedStorageClass, objectName.test(sharedStorageClass), "the name of a storage class");
  }
  for (const secret of environment.imagePullSecrets ?? []) {
    check("imagePullSecrets", secret, objectName.test(secret), "names of Secrets");
  }
  check("podSecurityVersion", environment.podSecurityVersion, podSecurity.test(environment.podSecurityVersion), "a version such as v1.36");
  check(
    "secretsRevision",
    environment.secretsRevision,
    revision.test(environment.secretsRevision),
    "letters, digits, dots, dashes; at most 63",
  );
  if (tlsSecretName !== undefined) {
    check("tlsSecretName", tlsSecretName, objectName.test(tlsSecretName) && scheme === "https", "the name of a Secret, with scheme https");
  }
  for (const image of imagesOf[engine]) {
    const reference = environment.images[image];
    check(
      `images.${image}`,
      reference,
      reference !== undefined && pinnedImage.test(reference),
      "a reference with a tag other than latest or a digest",
    );
  }
  if (problems.length > 0) throw new Error(`environment for a ${engine} store:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
}
