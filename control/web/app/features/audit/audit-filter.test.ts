import { expect, test } from "@jest/globals";
import { readAuditFilter } from "./audit-filter.ts";

test("reads a filter from an address, a store of digits too", () => {
  expect(readAuditFilter({ target: 2048, action: "store.create", outcome: "refused" })).toEqual({
    target: "2048",
    action: "store.create",
    outcome: "refused",
  });
});

test("leaves out what is empty or unknown", () => {
  expect(readAuditFilter({ target: "", action: "store.burn", outcome: "maybe", page: 3 })).toEqual({});
});
