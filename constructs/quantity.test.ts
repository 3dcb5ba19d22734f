import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { cpuMillis, formatCpu, formatMemory, memoryMiB } from "./quantity.ts";

describe("CPU", () => {
  test("is read in thousandths", () => {
    expect(cpuMillis("50m")).toBe(50);
    expect(cpuMillis("2")).toBe(2000);
  });

  test("comes back in the form that the API server stores", () => {
    expect(formatCpu(13500)).toBe("13500m");
    expect(formatCpu(4000)).toBe("4");
    fc.assert(fc.property(fc.nat(1_000_000), (millis) => expect(cpuMillis(formatCpu(millis))).toBe(millis)));
  });

  test.each(["", "0.5", "2 ", "1k", "m", "-1"])("refuses %j", (quantity) => {
    expect(() => cpuMillis(quantity)).toThrow(`CPU quantity ${JSON.stringify(quantity)} must look like 250m or 2`);
  });
});

describe("memory", () => {
  test("is read in MiB", () => {
    expect(memoryMiB("384Mi")).toBe(384);
    expect(memoryMiB("2Gi")).toBe(2048);
  });

  test("comes back in the form that the API server stores", () => {
    expect(formatMemory(1536)).toBe("1536Mi");
    expect(formatMemory(2048)).toBe("2Gi");
    fc.assert(fc.property(fc.nat(10_000_000), (mebibytes) => expect(memoryMiB(formatMemory(mebibytes))).toBe(mebibytes)));
  });

  test.each(["", "1G", "1.5Gi", "512", "1Ki"])("refuses %j", (quantity) => {
    expect(() => memoryMiB(quantity)).toThrow(`memory quantity ${JSON.stringify(quantity)} must look like 384Mi or 1Gi`);
  });
});
