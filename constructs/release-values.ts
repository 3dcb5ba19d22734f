import { type StoreSpec, smtpOf } from "../stores/schema.ts";
import type { Smtp } from "../stores/smtp.ts";
import { checkEnvironment, imagesOf, type StoreEnvironment } from "./environment.ts";
import { objectNames, storeHost, storeUrl } from "./names.ts";
import { sizesOf, volumesOf } from "./sizing.ts";
import { type ReleaseValues, releaseValuesSchema } from "./values-schema.ts";

export { type ReleaseValues, releaseValuesSchema } from "./values-schema.ts";

/** Requests per second that one client may send on average, by how much the plan's parts can serve. */
const clientRate = { starter: 50, standard: 100, pro: 200 } as const;

/** Largest request body: an administrator's picture or product import. */
const maxBodyMiB = 16;

/**
 * Values of the chart `universal-store` for one store.
 *
 * @throws when the environment lacks what the store's engine needs, or cannot run as many replicas
 */
export function releaseValues(spec: StoreSpec, environment: StoreEnvironment): ReleaseValues {
  checkEnvironment(environment, spec.engine);
  const shared = environment.sharedStorageClass;
  if (spec.engine === "woocommerce" && spec.replicas > 1 && shared === undefined) {
    throw new Error(
      `${spec.name}: replicas is ${spec.replicas}; allowed: 1, because WooCommerce replicas share one uploads volume and this environment has no ` +
        "sharedStorageClass; lower replicas or configure a class with ReadWriteMany",
    );
  }
  const average = clientRate[spec.plan];
  const smtp = smtpOf(spec);
  return releaseValuesSchema.parse({
    engine: spec.engine,
    store: {
      name: spec.name,
      title: spec.title ?? spec.name,
      owner: spec.owner,
      plan: spec.plan,
      currency: spec.currency,
      country: spec.country,
      adminEmail: spec.adminEmail,
      sampleProducts: spec.sampleProducts,
      managedBy: environment.managedBy,
    },
    url: storeUrl(spec.name, environment),
    host: storeHost(spec.name, environment),
    ingress: {
      entryPoints: [environment.scheme === "https" ? "websecure" : "web"],
      tls: { enabled: environment.scheme === "https", secretName: environment.tlsSecretName ?? "" },
      rateLimit: { average, burst: 4 * average },
      maxBodyMiB,
    },
    images: Object.fromEntries(imagesOf[spec.engine].map((image) => [image, environment.images[image]])),
    imagePullPolicy: "IfNotPresent",
    imagePullSecrets: [...(environment.imagePullSecrets ?? [])],
    secretName: objectNames.secret,
    secretsRevision: environment.secretsRevision,
    storage: {
      className: environment.storageClass,
      uploadsClassName: shared ?? environment.storageClass,
      uploadsAccessMode: shared === undefined ? "ReadWriteOnce" : "ReadWriteMany",
      ...Object.fromEntries(Object.entries(volumesOf(spec)).map(([volume, gib]) => [`${volume}GiB`, gib])),
    },
    replicas: spec.replicas,
    resources: sizesOf(spec),
    ...(smtp !== undefined && { smtp: smtpValues(smtp, spec.adminEmail) }),
  });
}

function smtpValues({ host, port, security, user = "", from }: Smtp, adminEmail: string) {
  return { host, port, security, user, from: from ?? adminEmail };
}
