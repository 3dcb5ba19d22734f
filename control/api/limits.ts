import { z } from "zod";

const count = (fallback: number) => z.coerce.number().int().min(0).default(fallback);

/** Limits of self-service, each with its default. */
const limitsSchema = z.strictObject({
  /** Stores that one user may have, unless a quota of the user's own says otherwise. */
  storesPerUser: count(3),
  /** Self-service stores in the cluster. */
  storesTotal: count(50),
  /** Stores that were asked for from one address. */
  storesPerAddress: count(10),
  /** Stores that may be asked for from one address within a minute. */
  createsPerMinute: count(5),
  /** Stores that are provisioned at once; the rest wait. */
  concurrency: z.coerce.number().int().min(1).default(2),
  /** An operation that takes longer is stopped and rolled back. */
  provisioningTimeoutSeconds: z.coerce.number().int().min(1).default(300),
});
export type Limits = z.output<typeof limitsSchema>;

const variables: Readonly<Record<keyof Limits, string>> = {
  storesPerUser: "STOREFLEET_STORES_PER_USER",
  storesTotal: "STOREFLEET_STORES_TOTAL",
  storesPerAddress: "STOREFLEET_STORES_PER_ADDRESS",
  createsPerMinute: "STOREFLEET_CREATES_PER_MINUTE",
  concurrency: "STOREFLEET_CONCURRENCY",
  provisioningTimeoutSeconds: "STOREFLEET_PROVISIONING_TIMEOUT_SECONDS",
};

/**
 * Reads the limits from the environment of a process.
 *
 * @throws naming every variable that is wrong
 */
export function limitsFrom(environment: Readonly<Record<string, string | undefined>>): Limits {
  const given = Object.entries(variables).flatMap(([limit, name]) =>
    environment[name] === undefined || environment[name] === "" ? [] : [[limit, environment[name]]],
  );
  const parsed = limitsSchema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${variables[path[0] as keyof Limits]}: ${message}`);
  throw new Error(`limits are not valid: ${wrong.join("; ")}`);
}
