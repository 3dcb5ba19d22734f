/** @jest-environment jsdom */
import { afterEach, expect, test } from "@jest/globals";
import { cleanup, render, screen, within } from "@testing-library/react";
import type { StorePlan } from "../../api/types.ts";
import { PlannedChanges } from "./planned-changes.tsx";

afterEach(cleanup);

const plan = {
  revision: 3,
  counts: { create: 1, update: 1, replace: 0, delete: 1, same: 7 },
  changes: [
    { op: "create", kind: "Secret", name: "store-a/token", properties: [{ path: "data", change: "add", new: "[secret]" }] },
    {
      op: "update",
      kind: "ResourceQuota",
      name: "store-a/quota",
      properties: [{ path: "spec.hard.pods", change: "update", old: "9", new: "12" }],
    },
    { op: "delete", kind: "PersistentVolumeClaim", name: "store-a/uploads", properties: [] },
  ],
} as unknown as StorePlan;

test("what is lost comes first; a change says from what to what", () => {
  render(<PlannedChanges plan={plan} />);
  const objects = within(screen.getByRole("region", { name: "Objects" })).getAllByRole("listitem");
  expect(objects.map(({ textContent }) => textContent)).toEqual([
    "−deletePersistentVolumeClaim store-a/uploads",
    "~changeResourceQuota store-a/quotaspec.hard.pods 9 12",
    "+createSecret store-a/token",
  ]);
});

test("counts what is touched, and leaves out what is not", () => {
  render(<PlannedChanges plan={plan} />);
  expect(screen.getByText("1 to delete")).toBeDefined();
  expect(screen.queryByText(/to replace/)).toBeNull();
  expect(screen.getByText("7 unchanged, becomes revision 3")).toBeDefined();
});
