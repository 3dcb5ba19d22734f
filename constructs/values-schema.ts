import { z } from "zod";
import { planNames } from "../stores/plans.ts";

const text = (description: string) => z.string().min(1).describe(description);
const gibibytes = (description: string) =>
  z.int().min(1).max(99_999).describe(`${description}, in GiB. May grow where the class allows it, never shrink.`);
const image = (what: string) =>
  z
    .string()
    .regex(/^[^\s:@]+(:[0-9]+)?[^\s:@]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?(@sha256:[0-9a-f]{64})?$/)
    .describe(`Full reference of the image with ${what}, pinned by tag or digest. No default.`);

const cpu = z.string().regex(/^[0-9]+m?$/);
const memory = z.string().regex(/^[0-9]+(Mi|Gi)$/);

const size = (component: string) =>
  z.strictObject({
    requests: z.strictObject({
      cpu: cpu.describe(`CPU that ${component} is sure of, such as 50m.`),
      memory: memory.describe(`Memory that ${component} is sure of, such as 128Mi.`),
    }),
    limits: z.strictObject({
      cpu: cpu.describe(`CPU that ${component} may use at most.`),
      memory: memory.describe(`Memory that ${component} may use at most; caches and heaps follow it.`),
    }),
  });

const store = z.strictObject({
  name: text("Name of the store; also the release's name, and the namespace is `store-<name>`."),
  title: text("Title that shoppers see."),
  owner: text("Who owns the store: a user or team id, used as a label."),
  plan: z.enum(planNames).describe("Plan that the sizes come from, used for information only."),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe("Currency of all prices, ISO 4217 in capitals."),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .describe("Country that the shop sells and ships in, ISO 3166-1 alpha-2 in capitals."),
  adminEmail: text("Log-in and contact of the shop's administrator."),
  sampleProducts: z.int().min(1).max(50).describe("Number of sample products that setup creates."),
  managedBy: z.enum(["declared", "control-plane"]).describe("Who manages the store, used as a label."),
});

const ingress = z.strictObject({
  entryPoints: z.array(z.string().min(1)).min(1).describe("Traefik entry points that serve the host, such as web or websecure."),
  tls: z.strictObject({
    enabled: z.boolean().describe("Serve https. The entry points must match, and `url` must start with https."),
    secretName: z.string().describe("Secret with the certificate in this namespace; empty: the ingress controller's default certificate."),
  }),
  rateLimit: z.strictObject({
    average: z.int().min(1).describe("Requests per second that one client address may send on average."),
    burst: z.int().min(1).describe("Requests that one client address may send at once."),
  }),
  maxBodyMiB: z.int().min(1).max(1024).describe("Largest request body in MiB; larger ones get status 413."),
});

const storage = {
  className: text("Storage class of volumes that one node mounts."),
  uploadsClassName: text("Storage class of the uploads volume."),
  uploadsAccessMode: z.enum(["ReadWriteOnce", "ReadWriteMany"]).describe("Whether several nodes may mount the uploads volume."),
  databaseGiB: gibibytes("Size of the database volume"),
  uploadsGiB: gibibytes("Size of the uploads volume"),
};

const common = {
  store,
  url: z
    .string()
    .regex(/^https?:\/\/[a-z0-9.-]+(:[0-9]+)?$/)
    .describe("Address of the shop as shoppers see it, without a trailing slash."),
  host: text("Host of the shop; the ingress routes it to this store."),
  ingress,
  imagePullPolicy: z.enum(["IfNotPresent", "Always", "Never"]).describe("When to pull images."),
  imagePullSecrets: z.array(z.string().min(1)).describe("Names of Secrets with registry credentials in this namespace."),
  secretName: text("Secret with the store's passwords and keys. It exists before the release; its values never appear here."),
  secretsRevision: text("Changes whenever a value in the Secret changes, so that pods restart with it."),
  replicas: z.int().min(1).max(20).describe("Pods of the web components."),
};

const medusa = z.strictObject({
  engine: z.literal("medusa").describe("Commerce engine."),
  ...common,
  images: z.strictObject({
    postgres: image("PostgreSQL 17"),
    valkey: image("Valkey"),
    medusa: image("the Medusa backend"),
    storefront: image("the storefront"),
  }),
  storage: z.strictObject({ ...storage, cacheGiB: gibibytes("Size of the volume that keeps the queues") }),
  resources: z.strictObject({
    storefront: size("each storefront pod"),
    server: size("each server pod"),
    worker: size("the worker"),
    database: size("the database"),
    cache: size("the cache"),
    setup: size("each step of setup"),
  }),
});

const smtp = z.strictObject({
  host: text("Mail server."),
  port: z.int().min(1).max(65_535).describe("TCP port of the mail server."),
  security: z.enum(["starttls", "tls", "unencrypted"]).describe("How the connection to the mail server is encrypted."),
  user: z.string().describe("Log-in at the mail server, whose password is key `smtp-password` of the Secret; empty: no log-in."),
  from: text("Sender of every mail."),
});

const woocommerce = z.strictObject({
  engine: z.literal("woocommerce").describe("Commerce engine."),
  ...common,
  images: z.strictObject({ mariadb: image("MariaDB"), woocommerce: image("WordPress and WooCommerce") }),
  storage: z.strictObject(storage),
  resources: z.strictObject({
    server: size("each WordPress pod"),
    database: size("the database"),
    setup: size("setup"),
    cron: size("scheduled tasks"),
  }),
  smtp: smtp.optional().describe("Mail server that the shop sends through; left out: mail is off, and the administration says so."),
});

/** Values of the chart `universal-store`. `charts/universal-store/values.schema.json` is generated from it. */
export const releaseValuesSchema = z.discriminatedUnion("engine", [medusa, woocommerce]);

/** Values of the chart `universal-store`. */
export type ReleaseValues = z.output<typeof releaseValuesSchema>;
