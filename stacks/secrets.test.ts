import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type SecretFormat, secretKeysOf, secretPatterns } from "../constructs/secrets.ts";
import { deriveSecret, deriveStoreSecrets, secretsRevision } from "./secrets.ts";

const rootSecret = Buffer.alloc(32, 7).toString("base64");
const formats = Object.keys(secretPatterns) as SecretFormat[];
const name = fc.stringMatching(/^[a-z][-a-z0-9]{0,28}[a-z0-9]$/);
const purpose = fc.record({ store: name, key: name, version: fc.integer({ min: 1, max: 1000 }) });
const root = fc.uint8Array({ minLength: 32, maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString("base64"));

describe("deriveSecret", () => {
  test("gives the same values for ever (changing one replaces every store's passwords)", () => {
    const values = formats.map((format) => deriveSecret(rootSecret, { store: "aurora", key: "database-password", version: 1 }, format));
    expect(values).toEqual([
      "73FztwBLPB5akNpcTyDhKEVuYCvCO5n7",
      "pk_3bf1bfafe76eff3f490ffd3f3996624ba51ccd707f9dfd86be912e18bcab024c",
      "ck_3bf1bfafe76eff3f490ffd3f3996624ba51ccd70",
      "cs_3bf1bfafe76eff3f490ffd3f3996624ba51ccd70",
    ]);
  });

  test("matches its format for any root secret and purpose", () => {
    fc.assert(
      fc.property(root, purpose, fc.constantFrom(...formats), (secret, wanted, format) => {
        expect(deriveSecret(secret, wanted, format)).toMatch(secretPatterns[format]);
      }),
    );
  });

  test("differs by root secret, store, key and version", () => {
    const distinct = fc.uniqueArray(fc.tuple(root, purpose), { minLength: 2, maxLength: 20, selector: (pair) => JSON.stringify(pair) });
    fc.assert(
      fc.property(distinct, fc.constantFrom(...formats), (pairs, format) => {
        const values = pairs.map(([secret, wanted]) => deriveSecret(secret, wanted, format));
        expect(new Set(values).size).toBe(pairs.length);
      }),
    );
  });

  test("uses every letter and digit about equally often", () => {
    const counts = new Map<string, number>();
    for (let version = 1; version <= 2000; version++) {
      for (const letter of deriveSecret(rootSecret, { store: "aurora", key: "k", version }, "password32"))
        counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    const expected = (2000 * 32) / 62;
    expect(counts.size).toBe(62);
    for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(expected * 0.2);
  });

  test.each([
    ["is too short", Buffer.alloc(31).toString("base64")],
    ["is no base64", "this is not base64, whatever its length may be: ten more words"],
    ["is empty", ""],
  ])("refuses when the root secret %s, without showing it", (_, bad) => {
    const attempt = () => deriveSecret(bad, { store: "a", key: "b", version: 1 }, "password32");
    expect(attempt).toThrow("rootSecret must be base64 of at least 32 random bytes");
    if (bad !== "") expect(attempt).not.toThrow(bad);
  });
});

describe("deriveStoreSecrets", () => {
  test.each(["medusa", "woocommerce"] as const)("has every key of %s in its format, all different", (engine) => {
    const values = deriveStoreSecrets(rootSecret, { name: "aurora", engine }, 1);
    const formatsByKey: Readonly<Record<string, SecretFormat>> = secretKeysOf[engine];
    expect(Object.keys(values)).toEqual(Object.keys(formatsByKey));
    for (const [key, value] of Object.entries(values)) expect(value).toMatch(secretPatterns[formatsByKey[key] as SecretFormat]);
    expect(new Set(Object.values(values)).size).toBe(Object.keys(values).length);
  });

  test("shares no value between two stores or two versions", () => {
    const sets = [
      deriveStoreSecrets(rootSecret, { name: "aurora", engine: "medusa" }, 1),
      deriveStoreSecrets(rootSecret, { name: "borealis", engine: "medusa" }, 1),
      deriveStoreSecrets(rootSecret, { name: "aurora", engine: "medusa" }, 2),
    ].flatMap((values) => Object.values(values));
    expect(new Set(sets).size).toBe(sets.length);
  });
});

test("secretsRevision changes with the version and the root secret, and is part of no secret", () => {
  const store = { name: "aurora", engine: "medusa" } as const;
  const revision = secretsRevision(rootSecret, store, 1);
  expect(revision).toMatch(/^[0-9a-f]{12}$/);
  expect(secretsRevision(rootSecret, store, 2)).not.toBe(revision);
  expect(secretsRevision(Buffer.alloc(32, 8).toString("base64"), store, 1)).not.toBe(revision);
  for (const value of Object.values(deriveStoreSecrets(rootSecret, store, 1))) expect(value).not.toContain(revision);
});
