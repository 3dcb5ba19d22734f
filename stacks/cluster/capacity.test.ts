import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { loadStores } from "../../stores/load.ts";
import { planNames } from "../../stores/plans.ts";
import { engines, type StoreSpec } from "../../stores/schema.ts";
import { admitFleet, carriedInOrder, FleetTooLarge } from "./admission.ts";
import { agentDemand, capacityOf, demandOf, type K3sShape, platformDemand, shortages, storesCarried, surgeOf } from "./capacity.ts";
import { monthlyUsd, vmSizeNames, vmSizes } from "./vm-sizes.ts";

const shape: K3sShape = { kind: "azure-k3s", vmSize: "Standard_D4s_v5", agents: 0, dataDiskGiB: 128 };
const fleetOf = (count: number, more: object = {}): StoreSpec[] =>
  loadStores(
    Array.from({ length: count }, (_, index) => ({ name: `shop-${index}`, engine: "medusa", adminEmail: "a@shop.example", ...more })),
  );
const [medusa] = fleetOf(1) as [StoreSpec];

describe("demandOf", () => {
  test("is what a store's running pods request, without its jobs", () => {
    expect(demandOf(medusa)).toEqual({ cpuMillis: 140, memoryMiB: 992, pods: 5, volumes: 3, storageGiB: 3 });
    expect(surgeOf(medusa)).toEqual({ cpuMillis: 200, memoryMiB: 1344, pods: 5, volumes: 0, storageGiB: 0 });
  });

  test("counts replicas of the web parts only", () => {
    const [two] = fleetOf(1, { plan: "standard", replicas: 2 }) as [StoreSpec];
    const [one] = fleetOf(1, { plan: "standard" }) as [StoreSpec];
    expect(demandOf(two).pods - demandOf(one).pods).toBe(2);
  });
});

describe("capacityOf", () => {
  test("leaves out what k3s, the system and the add-ons need", () => {
    expect(capacityOf(shape)).toEqual({
      cpuMillis: 4000 - 100 - 300 - platformDemand.cpuMillis,
      memoryMiB: 15728 - 256 - 1280 - 200 - platformDemand.memoryMiB,
      pods: 220 - platformDemand.pods,
      volumes: Number.POSITIVE_INFINITY,
      storageGiB: Math.floor(96 * 0.9) - platformDemand.storageGiB,
    });
  });

  test("an agent adds a machine without a control plane", () => {
    const one = capacityOf(shape);
    const two = capacityOf({ ...shape, agents: 1 });
    expect(two.memoryMiB - one.memoryMiB).toBe(15728 - 256 - 384 - 200 - agentDemand.memoryMiB);
    expect(two.storageGiB - one.storageGiB).toBe(86);
  });

  test("carries as many stores as the runbook's table says", () => {
    const table = Object.fromEntries(
      vmSizeNames.map((vmSize) => [
        vmSize,
        engines.map((engine) => storesCarried({ ...medusa, engine } as StoreSpec, capacityOf({ ...shape, vmSize, dataDiskGiB: 256 }))),
      ]),
    );
    expect(table).toEqual({
      Standard_B2s_v2: [3, 6],
      Standard_D2s_v5: [3, 6],
      Standard_E2s_v5: [5, 9],
      Standard_D4s_v5: [11, 22],
      Standard_E4s_v5: [19, 34],
      Standard_D8s_v5: [26, 52],
      Standard_E8s_v5: [38, 84],
      Standard_D16s_v5: [38, 85],
    });
  });
});

test("on AKS a machine carries only as many volumes as it can have disks", () => {
  const capacity = capacityOf({ kind: "aks", vmSize: "Standard_D4s_v5", maxNodes: 5 });
  expect(capacity.volumes).toBe(5 * 8 - platformDemand.volumes);
  expect(capacity.storageGiB).toBe(Number.POSITIVE_INFINITY);
  expect(storesCarried(medusa, capacity)).toBe(12);
  expect(() => admitFleet(fleetOf(13), { kind: "aks", vmSize: "Standard_D4s_v5", maxNodes: 5 })).toThrow(
    "5 × Standard_D4s_v5 carries 12 of the 13 declared stores: they need 39 volumes of 37 volumes; " +
      "fix: set azure.vmSize to Standard_D8s_v5, or raise azure.aks.maxNodes, or declare fewer or smaller stores",
  );
});

describe("storesCarried", () => {
  test("is the exact limit: so many fit, one more does not", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...vmSizeNames),
        fc.nat({ max: 3 }),
        fc.constantFrom(...planNames),
        fc.integer({ min: 96, max: 2048 }),
        (vmSize, agents, plan, dataDiskGiB) => {
          const capacity = capacityOf({ kind: "azure-k3s", vmSize, agents, dataDiskGiB });
          const [spec] = fleetOf(1, { plan }) as [StoreSpec];
          const carried = storesCarried(spec, capacity);
          const fleet = Array.from({ length: carried + 1 }, () => spec);
          expect(shortages(fleet.slice(1), capacity)).toEqual([]);
          expect(shortages(fleet, capacity)).not.toEqual([]);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("admitFleet", () => {
  test("admits what the size carries", () => {
    expect(() => admitFleet(fleetOf(11), shape)).not.toThrow();
    expect(() => admitFleet([], shape)).not.toThrow();
  });

  test("refuses when the fleet is larger than the size carries, with the number and what to do", () => {
    const attempt = () => admitFleet(fleetOf(12), shape);
    expect(attempt).toThrow(FleetTooLarge);
    expect(attempt).toThrow(
      "Standard_D4s_v5 carries 11 of the 12 declared stores: they need 12.9 GiB memory of 12.0 GiB memory; " +
        "fix: set azure.vmSize to Standard_E4s_v5, or raise azure.agents, or declare fewer or smaller stores",
    );
  });

  test("refuses when the volumes are larger than the disks", () => {
    const large = fleetOf(5, { plan: "standard", storage: { database: "20Gi", uploads: "20Gi" } });
    expect(() => admitFleet(large, { ...shape, agents: 1 })).toThrow(
      "2 × Standard_D4s_v5 carries 3 of the 5 declared stores: they need 205 GiB storage of 142 GiB storage; " +
        "fix: raise azure.dataDiskGiB, or raise azure.agents, or declare fewer or smaller stores",
    );
  });

  test("takes stores in the order declared", () => {
    const fleet = [...fleetOf(2), ...fleetOf(1, { name: "huge", plan: "pro", storage: { database: "400Gi" } })];
    expect(carriedInOrder(fleet, capacityOf(shape))).toBe(2);
  });
});

test("the page about costs says what the program counts with", () => {
  const page = readFileSync(join(__dirname, "../../docs/costs.md"), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| Standard_"));
  const [woocommerce] = fleetOf(1, { engine: "woocommerce" }) as [StoreSpec];
  const expected = vmSizeNames.map((vmSize) => {
    const { vCpu, memoryGiB } = vmSizes[vmSize];
    const onOne = (spec: StoreSpec, dataDiskGiB: number) =>
      storesCarried(spec, capacityOf({ kind: "azure-k3s", vmSize, agents: 0, dataDiskGiB }));
    const carried = [medusa, woocommerce].flatMap((spec) => [onOne(spec, 128), onOne(spec, 1024)]);
    const onAks = storesCarried(medusa, capacityOf({ kind: "aks", vmSize, maxNodes: 3 }));
    return `| ${[vmSize, vCpu, memoryGiB, monthlyUsd(vmSize), ...carried, onAks].join(" | ")} |`;
  });
  expect(rows).toEqual(expected);
});
