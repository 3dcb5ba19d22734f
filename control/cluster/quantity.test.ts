import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { bytes, millis } from "./quantity.ts";

test.each([
  ["2", 2000],
  ["1930m", 1930],
  ["0.5", 500],
  ["0", 0],
  ["1500u", 1.5],
  ["2500000n", 2.5],
])("CPU %s is %d thousandths", (quantity, expected) => expect(millis(quantity)).toBeCloseTo(expected, 9));

test.each([
  ["7951948Ki", 8142794752],
  ["1Gi", 2 ** 30],
  ["128Mi", 2 ** 27],
  ["134217728", 134217728],
  ["128974848000m", 128974848],
  ["1G", 1e9],
  ["0", 0],
])("memory %s is %d bytes", (quantity, expected) => expect(bytes(quantity)).toBe(expected));

test.each(["2x", "2constructor", "", "1.2.3", "-1", " 1", "1e3"])("refuses the quantity %j", (quantity) => {
  expect(() => millis(quantity)).toThrow(`CPU quantity ${JSON.stringify(quantity)} is not known`);
  expect(() => bytes(quantity)).toThrow(`memory quantity ${JSON.stringify(quantity)} is not known`);
});

test("whole numbers are what they say in every unit", () => {
  fc.assert(
    fc.property(fc.nat(1e6), (count) => {
      expect(millis(`${count}m`)).toBe(count);
      expect(millis(String(count))).toBe(count * 1000);
      expect(bytes(`${count}Ki`)).toBe(count * 1024);
      expect(bytes(String(count))).toBe(count);
    }),
  );
});
