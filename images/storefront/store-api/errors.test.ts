import { describe, expect, test } from "@jest/globals";
import { errorFromFailure, errorFromReply } from "./errors.ts";
import { recorded } from "./recorded-replies.ts";

describe("errorFromReply", () => {
  test.each([
    ["noKey", "unavailable"],
    ["wrongKey", "unavailable"],
    ["noCart", "not-found"],
    ["noOrder", "not-found"],
    ["noLineItem", "not-found"],
    ["noVariant", "refused"],
    ["badQuantity", "refused"],
    ["notEnough", "out-of-stock"],
    ["notEnoughAtCompletion", "out-of-stock"],
    ["badShippingOption", "refused"],
    ["noPayment", "refused"],
    ["crashed", "unavailable"],
  ] as const)("%s is %s", (name, kind) => {
    const { status, body } = recorded[name];
    expect(errorFromReply("GET /x", status, body)).toMatchObject({ name: "StoreApiError", kind, status });
  });

  test.each([401, 403, 429, 502, 503])("status %d without JSON is unavailable", (status) => {
    expect(errorFromReply("GET /x", status, undefined).kind).toBe("unavailable");
  });

  test("tells the log which call failed and why", () => {
    expect(errorFromReply("GET /store/carts/cart_nope", 404, recorded.noCart.body).message).toBe(
      "GET /store/carts/cart_nope: 404 Cart with id 'cart_nope' not found",
    );
    expect(errorFromReply("GET /x", 502, "<html>").message).toBe("GET /x: 502 no message");
  });
});

describe("errorFromFailure", () => {
  test("tells a timeout from a broken connection", () => {
    expect(errorFromFailure("GET /x", new DOMException("late", "TimeoutError")).message).toBe("GET /x: no answer in time");
    expect(errorFromFailure("GET /x", new TypeError("fetch failed"))).toMatchObject({
      kind: "unavailable",
      status: undefined,
      message: "GET /x: no connection",
    });
  });
});
