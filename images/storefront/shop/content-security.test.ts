import { describe, expect, test } from "@jest/globals";
import { contentSecurityPolicy } from "./content-security.ts";

describe("contentSecurityPolicy", () => {
  test("allows scripts and styles of this reply only", () => {
    expect(contentSecurityPolicy("abc")).toBe(
      "default-src 'self'; script-src 'self' 'nonce-abc' 'strict-dynamic'; style-src 'self' 'nonce-abc'; img-src 'self' data: https:; " +
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
  });

  test("is weaker for the development server only", () => {
    expect(contentSecurityPolicy("abc")).not.toContain("unsafe");
    expect(contentSecurityPolicy("abc", true)).toContain("'unsafe-eval'");
  });
});
