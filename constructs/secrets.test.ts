import { expect, test } from "@jest/globals";
import { secretKeysOf, secretPatterns } from "./secrets.ts";

test("a Medusa store has exactly these keys", () => {
  expect(secretKeysOf.medusa).toEqual({
    "database-password": "password32",
    "cache-password": "password32",
    "jwt-secret": "password32",
    "cookie-secret": "password32",
    "admin-password": "password32",
    "publishable-key": "medusaPublishableKey",
  });
});

test("a WooCommerce store has exactly these keys", () => {
  expect(secretKeysOf.woocommerce).toEqual({
    "database-password": "password32",
    "database-root-password": "password32",
    "admin-password": "password32",
    "api-consumer-key": "wooConsumerKey",
    "api-consumer-secret": "wooConsumerSecret",
    "auth-key": "password32",
    "secure-auth-key": "password32",
    "logged-in-key": "password32",
    "nonce-key": "password32",
    "auth-salt": "password32",
    "secure-auth-salt": "password32",
    "logged-in-salt": "password32",
    "nonce-salt": "password32",
  });
});

test("every key is a valid key of a Secret and every format has a pattern", () => {
  for (const [key, format] of [...Object.entries(secretKeysOf.medusa), ...Object.entries(secretKeysOf.woocommerce)]) {
    expect(key).toMatch(/^[a-z][-a-z]{1,62}$/);
    expect(secretPatterns[format]).toBeInstanceOf(RegExp);
  }
});

test("patterns take whole values only", () => {
  expect("a".repeat(32)).toMatch(secretPatterns.password32);
  expect("a".repeat(33)).not.toMatch(secretPatterns.password32);
  expect(`${"a".repeat(31)}_`).not.toMatch(secretPatterns.password32);
  expect(`pk_${"0".repeat(64)}`).toMatch(secretPatterns.medusaPublishableKey);
  expect(`pk_${"0".repeat(63)}g`).not.toMatch(secretPatterns.medusaPublishableKey);
  expect(`ck_${"a".repeat(40)}`).toMatch(secretPatterns.wooConsumerKey);
  expect(`cs_${"a".repeat(40)}`).toMatch(secretPatterns.wooConsumerSecret);
  expect(`cs_${"a".repeat(40)}\n`).not.toMatch(secretPatterns.wooConsumerSecret);
});
