import { describe, expect, test } from "@jest/globals";
import { engines } from "../stores/schema.ts";
import { imagesOf } from "./environment.ts";
import { releaseValues, releaseValuesSchema } from "./release-values.ts";
import { sampleEnvironment, sampleSpec } from "./testing/sample.ts";

test("values of a Medusa store on a workstation", () => {
  expect(releaseValues(sampleSpec({ title: "Aurora Outdoor", owner: "team-a" }), sampleEnvironment())).toEqual({
    engine: "medusa",
    store: {
      name: "aurora",
      title: "Aurora Outdoor",
      owner: "team-a",
      plan: "starter",
      currency: "EUR",
      country: "DE",
      adminEmail: "admin@aurora.example",
      sampleProducts: 3,
      managedBy: "declared",
    },
    url: "http://aurora.localhost",
    host: "aurora.localhost",
    ingress: {
      entryPoints: ["web"],
      tls: { enabled: false, secretName: "" },
      rateLimit: { average: 50, burst: 200 },
      maxBodyMiB: 16,
    },
    images: {
      postgres: "storefleet.local/postgres:17.6-0123456789ab",
      valkey: "storefleet.local/valkey:8.1-0123456789ab",
      medusa: "storefleet.local/medusa:2.21.2-0123456789ab",
      storefront: "storefleet.local/storefront:0.1.0-0123456789ab",
    },
    imagePullPolicy: "IfNotPresent",
    imagePullSecrets: [],
    secretName: "store-secrets",
    secretsRevision: "r1",
    storage: {
      className: "local-path",
      uploadsClassName: "local-path",
      uploadsAccessMode: "ReadWriteOnce",
      databaseGiB: 1,
      uploadsGiB: 1,
      cacheGiB: 1,
    },
    replicas: 1,
    resources: {
      storefront: { requests: { cpu: "20m", memory: "128Mi" }, limits: { cpu: "1", memory: "384Mi" } },
      server: { requests: { cpu: "50m", memory: "384Mi" }, limits: { cpu: "2", memory: "1Gi" } },
      worker: { requests: { cpu: "30m", memory: "320Mi" }, limits: { cpu: "1", memory: "768Mi" } },
      database: { requests: { cpu: "30m", memory: "128Mi" }, limits: { cpu: "1", memory: "384Mi" } },
      cache: { requests: { cpu: "10m", memory: "32Mi" }, limits: { cpu: "500m", memory: "128Mi" } },
      setup: { requests: { cpu: "50m", memory: "256Mi" }, limits: { cpu: "2", memory: "1Gi" } },
    },
  });
});

describe("values", () => {
  test("fall back to the name as title", () => {
    expect(releaseValues(sampleSpec(), sampleEnvironment()).store.title).toBe("aurora");
  });

  test("hold the engine's own images, resources and volumes only", () => {
    const values = releaseValues(sampleSpec({ engine: "woocommerce" }), sampleEnvironment());
    expect(Object.keys(values.images)).toEqual([...imagesOf.woocommerce]);
    expect(Object.keys(values.resources)).toEqual(["server", "database", "setup", "cron"]);
    expect(values.storage).not.toHaveProperty("cacheGiB");
  });

  test("serve https at the secure entry point", () => {
    const values = releaseValues(
      sampleSpec(),
      sampleEnvironment({ baseDomain: "shops.example.com", scheme: "https", tlsSecretName: "wildcard" }),
    );
    expect(values.url).toBe("https://aurora.shops.example.com");
    expect(values.ingress).toMatchObject({ entryPoints: ["websecure"], tls: { enabled: true, secretName: "wildcard" } });
  });

  test("put uploads on the shared class where there is one, whatever the replicas", () => {
    expect(releaseValues(sampleSpec(), sampleEnvironment({ sharedStorageClass: "azurefile" })).storage).toMatchObject({
      className: "local-path",
      uploadsClassName: "azurefile",
      uploadsAccessMode: "ReadWriteMany",
    });
  });

  test("carry pull secrets and the manager", () => {
    const values = releaseValues(sampleSpec(), sampleEnvironment({ imagePullSecrets: ["registry"], managedBy: "control-plane" }));
    expect(values.imagePullSecrets).toEqual(["registry"]);
    expect(values.store.managedBy).toBe("control-plane");
  });

  test("let bigger plans take more requests of one client", () => {
    expect(releaseValues(sampleSpec({ plan: "pro" }), sampleEnvironment()).ingress.rateLimit).toEqual({ average: 200, burst: 800 });
  });
});

describe("WooCommerce replicas", () => {
  const spec = sampleSpec({ name: "bramble", engine: "woocommerce", plan: "standard", replicas: 2 });

  test("run where uploads can be shared", () => {
    expect(releaseValues(spec, sampleEnvironment({ sharedStorageClass: "azurefile" })).replicas).toBe(2);
  });

  test("are refused where they cannot", () => {
    expect(() => releaseValues(spec, sampleEnvironment())).toThrow(
      "bramble: replicas is 2; allowed: 1, because WooCommerce replicas share one uploads volume and this environment has no sharedStorageClass; lower replicas or configure a class with ReadWriteMany",
    );
  });

  test("are no matter for Medusa, whose pods stay on the volume's node", () => {
    expect(releaseValues(sampleSpec({ plan: "standard", replicas: 2 }), sampleEnvironment()).replicas).toBe(2);
  });
});

describe("the schema", () => {
  test.each(engines)("refuses an unknown key at every level of %s values", (engine) => {
    const values = releaseValues(sampleSpec({ engine }), sampleEnvironment());
    const inject = (value: unknown): unknown[] => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
      const object = value as Record<string, unknown>;
      const deeper = Object.entries(object).flatMap(([key, child]) => inject(child).map((changed) => ({ ...object, [key]: changed })));
      return [{ ...object, typo: 1 }, ...deeper];
    };
    const broken = inject(values);
    expect(broken.length).toBeGreaterThan(15);
    for (const candidate of broken) expect(releaseValuesSchema.safeParse(candidate).success).toBe(false);
  });

  test.each(engines)("needs every key of %s values", (engine) => {
    const values = releaseValues(sampleSpec({ engine }), sampleEnvironment());
    for (const key of Object.keys(values)) {
      const { [key as keyof typeof values]: _, ...rest } = values;
      expect(releaseValuesSchema.safeParse(rest).success).toBe(false);
    }
  });

  test("describes every leaf", () => {
    const undescribed: string[] = [];
    const walk = (schema: unknown, path: string) => {
      const { def, description } = schema as { def: { type: string; shape?: Record<string, unknown> }; description?: string };
      if (def.type === "object") for (const [key, child] of Object.entries(def.shape ?? {})) walk(child, `${path}.${key}`);
      else if (description === undefined) undescribed.push(path);
    };
    for (const option of releaseValuesSchema.def.options) walk(option, option.shape.engine.value);
    expect(undescribed).toEqual([]);
  });
});
