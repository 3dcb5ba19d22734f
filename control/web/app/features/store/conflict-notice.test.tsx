/** @jest-environment jsdom */
import { afterEach, expect, jest, test } from "@jest/globals";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { storeSpecSchema } from "../../../../../stores/schema.ts";
import { draftOf } from "../definition/draft.ts";
import { ConflictNotice } from "./conflict-notice.tsx";

afterEach(cleanup);

const before = draftOf(storeSpecSchema.parse({ name: "aurora", engine: "medusa", adminEmail: "a@aurora.example" }));
const now = { ...before, values: { ...before.values, currency: "GBP" } };

test("shows what the other one changed and asks whose values hold", async () => {
  const [onKeep, onDrop] = [jest.fn(), jest.fn()];
  render(<ConflictNotice before={before} now={now} onKeep={onKeep} onDrop={onDrop} />);
  expect(screen.getByRole("alert").textContent).toContain("currency: default GBP");
  await userEvent.click(screen.getByRole("button", { name: "Take theirs" }));
  expect([onKeep.mock.calls.length, onDrop.mock.calls.length]).toEqual([0, 1]);
  await userEvent.click(screen.getByRole("button", { name: "Keep my changes on top of theirs" }));
  expect(onKeep).toHaveBeenCalledTimes(1);
});
