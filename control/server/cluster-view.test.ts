import { expect, test } from "@jest/globals";
import { mebibytes, millis } from "./cluster-view.ts";

test.each([
  ["2", 2000],
  ["1930m", 1930],
  ["0.5", 500],
  ["0", 0],
])("CPU %s is %d thousandths", (quantity, expected) => expect(millis(quantity)).toBe(expected));

test.each([
  ["7951948Ki", 7766],
  ["1Gi", 1024],
  ["128Mi", 128],
  ["134217728", 128],
  ["0", 0],
])("memory %s is %d MiB", (quantity, expected) => expect(mebibytes(quantity)).toBe(expected));

test("refuses quantities that it does not know", () => {
  expect(() => millis("2x")).toThrow('CPU quantity "2x" is not known');
  expect(() => mebibytes("2Xi")).toThrow('memory quantity "2Xi" is not known');
});
