import { describe, expect, test } from "@jest/globals";
import { isVmSize, monthlyUsd, vmSizeFix, vmSizeNames, vmSizes } from "./vm-sizes.ts";

describe("vmSizes", () => {
  test("are sorted by memory, then price", () => {
    expect(vmSizeNames).toEqual([
      "Standard_B2s_v2",
      "Standard_D2s_v5",
      "Standard_E2s_v5",
      "Standard_D4s_v5",
      "Standard_E4s_v5",
      "Standard_D8s_v5",
      "Standard_E8s_v5",
      "Standard_D16s_v5",
    ]);
  });

  test("cost as much per CPU within a family, as Azure prices them", () => {
    expect(vmSizes.Standard_D4s_v5.hourlyUsd).toBe(2 * vmSizes.Standard_D2s_v5.hourlyUsd);
    expect(vmSizes.Standard_E8s_v5.hourlyUsd).toBe(4 * vmSizes.Standard_E2s_v5.hourlyUsd);
    expect(monthlyUsd("Standard_D4s_v5")).toBe(140);
  });

  test.each([
    ["Standard_D4_v5", "did you mean Standard_D4s_v5?"],
    ["standard_d4s_v5", "did you mean Standard_D4s_v5?"],
    ["m5.large", "choose one of the list; its numbers are in stacks/cluster/vm-sizes.ts"],
  ])("%s is unknown", (name, fix) => {
    expect(isVmSize(name)).toBe(false);
    expect(vmSizeFix(name)).toBe(fix);
  });
});
