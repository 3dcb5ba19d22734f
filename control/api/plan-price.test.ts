import { expect, test } from "@jest/globals";
import { capacityOf, storesCarried } from "../../stacks/cluster/capacity.ts";
import { monthlyUsd } from "../../stacks/cluster/vm-sizes.ts";
import { planNames } from "../../stores/plans.ts";
import { engines, type StoreSpec, storeSpecSchema } from "../../stores/schema.ts";
import { monthlyShareUsd, priceBasis } from "./plan-price.ts";

const store = (engine: StoreSpec["engine"], plan: StoreSpec["plan"] = "starter") =>
  storeSpecSchema.parse({ name: "example", engine, plan, adminEmail: "admin@example.com" });

test.each(engines)("as many %s stores as the machine carries never pay for more than the machine", (engine) => {
  const carried = storesCarried(store(engine), capacityOf({ kind: "azure-k3s", vmSize: priceBasis.machine, agents: 0, dataDiskGiB: 128 }));
  // Each is rounded up to a whole dollar.
  expect((monthlyShareUsd(store(engine)) - 1) * carried).toBeLessThanOrEqual(monthlyUsd(priceBasis.machine));
});

test.each(engines)("a larger plan of %s costs more", (engine) => {
  const prices = planNames.map((plan) => monthlyShareUsd(store(engine, plan)));
  expect([...prices].sort((a, b) => a - b)).toEqual(prices);
  expect(new Set(prices).size).toBe(planNames.length);
});
