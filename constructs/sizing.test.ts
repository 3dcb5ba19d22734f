import { describe, expect, test } from "@jest/globals";
import { planNames } from "../stores/plans.ts";
import { engines } from "../stores/schema.ts";
import { componentsOf } from "./names.ts";
import { largestContainer, mostPods, quotaOf, sizesOf, volumesOf } from "./sizing.ts";
import { sampleSpec } from "./testing/sample.ts";

describe("sizes", () => {
  test.each(engines)("exist for every component of %s and no other", (engine) => {
    for (const plan of planNames) {
      expect(Object.keys(sizesOf(sampleSpec({ engine, plan })))).toEqual([...componentsOf[engine]]);
    }
  });

  test("follow the plan", () => {
    expect(sizesOf(sampleSpec({ plan: "standard" })).server).toEqual({
      requests: { cpu: "200m", memory: "512Mi" },
      limits: { cpu: "2", memory: "1536Mi" },
    });
  });

  test("of scheduled tasks do not", () => {
    const cron = { requests: { cpu: "10m", memory: "64Mi" }, limits: { cpu: "500m", memory: "256Mi" } };
    expect(sizesOf(sampleSpec({ engine: "woocommerce" })).cron).toEqual(cron);
    expect(sizesOf(sampleSpec({ engine: "woocommerce", plan: "pro" })).cron).toEqual(cron);
  });
});

describe("volumes", () => {
  test("are the plan's unless the spec names its own", () => {
    expect(volumesOf(sampleSpec())).toEqual({ database: 1, uploads: 1, cache: 1 });
    expect(volumesOf(sampleSpec({ plan: "standard", storage: { database: "12Gi" } }))).toEqual({ database: 12, uploads: 5, cache: 1 });
  });

  test("of a WooCommerce store include no cache", () => {
    expect(volumesOf(sampleSpec({ engine: "woocommerce" }))).toEqual({ database: 1, uploads: 1 });
  });
});

describe("quota", () => {
  test("of a starter Medusa store", () => {
    expect(quotaOf(sampleSpec())).toEqual({
      pods: "10",
      "requests.cpu": "340m",
      "requests.memory": "2336Mi",
      "limits.cpu": "13500m",
      "limits.memory": "6912Mi",
      persistentvolumeclaims: "3",
      "requests.storage": "3Gi",
      "services.loadbalancers": "0",
      "services.nodeports": "0",
    });
  });

  test("of a starter WooCommerce store", () => {
    expect(quotaOf(sampleSpec({ engine: "woocommerce" }))).toEqual({
      pods: "7",
      "requests.cpu": "250m",
      "requests.memory": "1536Mi",
      "limits.cpu": "10",
      "limits.memory": "4992Mi",
      persistentvolumeclaims: "2",
      "requests.storage": "2Gi",
      "services.loadbalancers": "0",
      "services.nodeports": "0",
    });
  });

  test("grows with the replicas of server and storefront only", () => {
    expect(quotaOf(sampleSpec({ plan: "standard", replicas: 3 })).pods).toBe("18");
    expect(mostPods("server", 3)).toBe(6);
    expect(mostPods("storefront", 3)).toBe(6);
    expect(mostPods("worker", 3)).toBe(2);
    expect(mostPods("setup", 3)).toBe(2);
    expect(mostPods("database", 3)).toBe(1);
  });
});

test("the largest container is taken by CPU and memory apart", () => {
  expect(largestContainer(sampleSpec())).toEqual({ cpu: "2", memory: "1Gi" });
  expect(largestContainer(sampleSpec({ plan: "pro" }))).toEqual({ cpu: "4", memory: "4Gi" });
});
