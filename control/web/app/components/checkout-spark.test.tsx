/** @jest-environment jsdom */
import { afterEach, expect, test } from "@jest/globals";
import { cleanup, render, screen } from "@testing-library/react";
import { CheckoutSpark } from "./checkout-spark.tsx";

afterEach(cleanup);

const proof = (ok: boolean) => ({ at: "2026-01-31T12:00:00.000Z", ok, seconds: 1.5, error: ok ? null : "502" });

test("says in words how many test orders succeeded", () => {
  render(<CheckoutSpark proofs={[...Array.from({ length: 30 }, () => proof(true)), proof(false)]} />);
  expect(screen.getByRole("img", { name: "19 of the last 20 test orders succeeded" })).toBeDefined();
});

test("says that nothing was proven rather than drawing nothing", () => {
  render(<CheckoutSpark proofs={[]} />);
  expect(screen.queryByRole("img")).toBeNull();
  expect(screen.getByText("No order proven yet")).toBeDefined();
});
