import { describe, expect, test } from "@jest/globals";
import { planNames, plans } from "./plans.ts";

const cpu = (quantity: string) => (quantity.endsWith("m") ? Number(quantity.slice(0, -1)) : Number(quantity) * 1000);
const mebibytes = (quantity: string) => Number(quantity.slice(0, -2)) * (quantity.endsWith("Gi") ? 1024 : 1);

describe.each(planNames)("plan %s", (name) => {
  const plan = plans[name];

  test.each(Object.entries(plan.sizes))("%s asks for no more than it may use", (_part, { requests, limits }) => {
    expect(cpu(requests.cpu)).toBeLessThanOrEqual(cpu(limits.cpu));
    expect(mebibytes(requests.memory)).toBeLessThanOrEqual(mebibytes(limits.memory));
  });

  test("default volumes fit its own limit", () => {
    expect(Math.max(plan.storage.databaseGiB, plan.storage.uploadsGiB)).toBeLessThanOrEqual(plan.storage.maxGiB);
  });
});

test("plans grow from the smallest to the largest", () => {
  const replicas = planNames.map((name) => plans[name].maxReplicas);
  expect(replicas).toEqual([1, 3, 5]);
});
