import { describe, expect, test } from "@jest/globals";
import { imagesOf } from "../constructs/environment.ts";
import { type Component, componentsOf } from "../constructs/names.ts";
import { cpuMillis, memoryMiB } from "../constructs/quantity.ts";
import { secretKeysOf } from "../constructs/secrets.ts";
import { mostPods, quotaOf } from "../constructs/sizing.ts";
import { sampleEnvironment, sampleSpec, sampleStore } from "../constructs/testing/sample.ts";
import { planNames, plans } from "../stores/plans.ts";
import type { Engine, StoreInput } from "../stores/schema.ts";
import { ensureHelm } from "./testing/ensure-helm.ts";
import { render } from "./testing/helm.ts";
import { restrictedViolations } from "./testing/pod-security.ts";
import { containersOf, type Pods, podsOf } from "./testing/pods.ts";

ensureHelm();

const componentLabel = "app.kubernetes.io/component";
const shared = { sharedStorageClass: "azurefile" };

describe.each<[Engine]>([["medusa"], ["woocommerce"]])("every pod of %s", (engine) => {
  const each = (inspect: (pods: Pods) => void, fields: Partial<StoreInput> = {}) => {
    const found = podsOf(render(sampleStore({ engine, ...fields }).values));
    expect(found.map(({ labels }) => labels[componentLabel]).sort()).toEqual([...componentsOf[engine]].sort());
    for (const pods of found) inspect(pods);
  };

  test("passes Pod Security at level restricted", () => {
    each(({ owner, spec }) => expect([owner, ...restrictedViolations(spec)]).toEqual([owner]));
  });

  test("has a read-only root, a numeric user, no token and no service links", () => {
    each(({ spec }) => {
      expect(spec.automountServiceAccountToken).toBe(false);
      expect(spec.enableServiceLinks).toBe(false);
      expect(spec.securityContext).toMatchObject({
        runAsUser: expect.any(Number),
        runAsGroup: expect.any(Number),
        fsGroup: expect.any(Number),
      });
      for (const container of containersOf(spec)) expect(container.securityContext?.readOnlyRootFilesystem).toBe(true);
    });
  });

  test("uses an account that the guardrails make", () => {
    const accounts = sampleStore({ engine })
      .toObjects()
      .filter(({ kind }) => kind === "ServiceAccount");
    each(({ spec }) => expect(accounts.map(({ metadata }) => metadata.name)).toContain(spec.serviceAccountName));
  });

  test("asks for and is limited in CPU and memory", () => {
    each(({ spec }) => {
      for (const { resources } of containersOf(spec)) {
        expect(Object.keys(resources.requests).sort()).toEqual(["cpu", "memory"]);
        expect(Object.keys(resources.limits).sort()).toEqual(["cpu", "memory"]);
      }
    });
  });

  test("writes to volumes of bounded size only", () => {
    each(({ spec }) => {
      for (const volume of spec.volumes ?? []) {
        if ("emptyDir" in volume) expect(volume.emptyDir).toMatchObject({ sizeLimit: expect.stringMatching(/^\d+Mi$/) });
      }
      const mounted = new Set(containersOf(spec).flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name)));
      expect((spec.volumes ?? []).map(({ name }) => name).sort()).toEqual([...mounted].sort());
    });
  });

  test("runs the given images and no other", () => {
    const { images } = sampleEnvironment();
    const used = new Set<string>();
    each(({ spec }) => {
      for (const { image } of containersOf(spec)) used.add(image);
    });
    expect([...used].sort()).toEqual(imagesOf[engine].map((image) => images[image]).sort());
  });

  test("takes secrets by reference, each key that the store's Secret has and no other", () => {
    const used = new Set<string>();
    each(({ spec }) => {
      for (const { env = [] } of containersOf(spec)) {
        for (const { name, value, valueFrom } of env) {
          if (/PASSWORD|SECRET|KEY|SALT/.test(name)) expect(value).toBeUndefined();
          const reference = valueFrom?.secretKeyRef as { name: string; key: string } | undefined;
          if (reference === undefined) continue;
          expect(reference.name).toBe("store-secrets");
          used.add(reference.key);
        }
      }
    });
    expect([...used].sort()).toEqual(Object.keys(secretKeysOf[engine]).sort());
  });

  test("names every variable once, before the variables that contain it", () => {
    each(({ owner, spec }) => {
      for (const { name: container, env = [] } of containersOf(spec)) {
        const names = env.map(({ name }) => name);
        expect([owner, container, new Set(names).size]).toEqual([owner, container, names.length]);
        env.forEach(({ value = "" }, index) => {
          for (const [, inner = ""] of value.matchAll(/(?<!\$)\$\((\w+)\)/g)) expect(names.slice(0, index)).toContain(inner);
        });
      }
    });
  });

  test("has no privileged credentials of a registry unless they are given", () => {
    each(({ spec }) => expect(spec.imagePullSecrets).toBeUndefined());
    for (const { spec } of podsOf(render(sampleStore({ engine }, { imagePullSecrets: ["registry"] }).values))) {
      expect(spec.imagePullSecrets).toEqual([{ name: "registry" }]);
    }
  });

  test("is selected by exactly one policy beside the one that denies everything", () => {
    const selectors = sampleStore({ engine })
      .toObjects()
      .filter(({ kind }) => kind === "NetworkPolicy")
      .map(({ spec }) => (spec as { podSelector: { matchLabels?: Record<string, string> } }).podSelector.matchLabels)
      .filter((labels) => labels !== undefined);
    const matched = new Set<object>();
    each(({ labels }) => {
      const matches = selectors.filter((selector) => Object.entries(selector).every(([key, value]) => labels[key] === value));
      expect(matches).toHaveLength(1);
      for (const match of matches) matched.add(match);
    });
    expect(matched.size).toBe(selectors.length);
  });

  test("restarts when the secrets change, and not when the owner does", () => {
    const templates = (fields: Partial<StoreInput>, secretsRevision: string) =>
      podsOf(render(sampleStore({ engine, ...fields }, { secretsRevision }).values)).filter(({ owner }) => !owner.startsWith("CronJob"));
    const before = templates({}, "r1");
    const rotated = templates({}, "r2");
    for (const [index, pods] of before.entries()) expect(rotated[index]).not.toEqual(pods);
    expect(templates({ owner: "team-b" }, "r1")).toEqual(before);
  });
});

describe("the quota", () => {
  const cases = (["medusa", "woocommerce"] as const).flatMap((engine) =>
    planNames.flatMap((plan) => [1, plans[plan].maxReplicas].map((replicas) => [engine, plan, replicas] as const)),
  );

  test.each(cases)("of %s in plan %s with %i replicas has room for an upgrade", (engine, plan, replicas) => {
    const spec = sampleSpec({ engine, plan, replicas });
    const objects = render(sampleStore({ engine, plan, replicas }, shared).values);
    const total = { pods: 0, "requests.cpu": 0, "requests.memory": 0, "limits.cpu": 0, "limits.memory": 0 };
    for (const { labels, replicas: steady, spec: pod } of podsOf(objects)) {
      const count = mostPods(labels[componentLabel] as Component, replicas);
      expect(count).toBeGreaterThanOrEqual(steady);
      total.pods += count;
      for (const kind of ["requests", "limits"] as const) {
        const sum = (name: "cpu" | "memory", read: (quantity: string) => number) => {
          const main = pod.containers.reduce((whole, { resources }) => whole + read(resources[kind][name] as string), 0);
          return Math.max(main, ...(pod.initContainers ?? []).map(({ resources }) => read(resources[kind][name] as string)));
        };
        total[`${kind}.cpu`] += count * sum("cpu", cpuMillis);
        total[`${kind}.memory`] += count * sum("memory", memoryMiB);
      }
    }
    const quota = quotaOf(spec);
    expect(Number(quota.pods)).toBeGreaterThanOrEqual(total.pods);
    for (const kind of ["requests", "limits"] as const) {
      expect(cpuMillis(quota[`${kind}.cpu`] as string)).toBeGreaterThanOrEqual(total[`${kind}.cpu`]);
      expect(memoryMiB(quota[`${kind}.memory`] as string)).toBeGreaterThanOrEqual(total[`${kind}.memory`]);
    }
    const claims = objects.filter(({ kind }) => kind === "PersistentVolumeClaim");
    const storage = claims.map(({ spec: claim }) => (claim as { resources: { requests: { storage: string } } }).resources.requests.storage);
    expect(Number(quota.persistentvolumeclaims)).toBe(claims.length);
    expect(memoryMiB(quota["requests.storage"] as string)).toBe(storage.reduce((sum, size) => sum + memoryMiB(size), 0));
  });
});
