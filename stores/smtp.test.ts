import { describe, expect, test } from "@jest/globals";
import { loadStores } from "./load.ts";
import { formatProblem, StoreProblems } from "./problems.ts";
import { type StoreInput, smtpOf } from "./schema.ts";

const shop = { name: "demo", engine: "woocommerce", adminEmail: "admin@demo.example" } as const;

function problemsOf(smtp: unknown, engine: string = shop.engine): string[] {
  try {
    loadStores([{ ...shop, engine, smtp }]);
  } catch (error) {
    if (error instanceof StoreProblems) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

const load = (fields: Partial<StoreInput>) => loadStores([{ ...shop, ...fields }])[0];

describe("smtp", () => {
  test("is off by default", () => {
    const spec = load({});
    expect(spec).not.toHaveProperty("smtp");
    expect(spec === undefined ? "no store" : smtpOf(spec)).toBeUndefined();
  });

  test("needs a host only and encrypts by default", () => {
    expect(load({ smtp: { host: "smtp.example.com" } })).toMatchObject({
      smtp: { host: "smtp.example.com", port: 587, security: "starttls" },
    });
  });

  test("takes every field", () => {
    const smtp = { host: "192.0.2.25", port: 465, security: "tls", user: "demo@example.com", from: "shop@example.com" } as const;
    expect(load({ smtp })).toMatchObject({ smtp });
  });

  test("refuses when the log-in would travel unencrypted; without a log-in it may be asked for", () => {
    expect(problemsOf({ host: "smtp.example.com", security: "unencrypted", user: "demo" })).toEqual([
      'demo: smtp.security would show the password to the network; got "unencrypted"; allowed: starttls, tls; fix: encrypt the connection or leave out user',
    ]);
    expect(problemsOf({ host: "smtp.example.com", security: "unencrypted" })).toEqual([]);
  });

  test.each([
    ["the host is missing", {}, "smtp.host is missing"],
    ["the host is an address with a scheme", { host: "smtp://mail" }, "smtp.host must be a full host name"],
    ["the host has one label only", { host: "mail" }, "smtp.host must be a full host name"],
    ["the port is none", { host: "a.example", port: 65536 }, "smtp.port must be at most 65535"],
    ["the security is unknown", { host: "a.example", security: "none" }, "smtp.security has an unknown value"],
    ["the user would break the protocol", { host: "a.example", user: "a\r\nb" }, "smtp.user must not contain control characters"],
    ["the sender is no address", { host: "a.example", from: "shop" }, "smtp.from must be an e-mail address"],
    ["there is a password", { host: "a.example", password: "x" }, "smtp.password is not a known field"],
    ["a field is misspelt", { host: "a.example", prot: 25 }, "fix: did you mean port?"],
  ])("refuses when %s", (_, smtp, message) => {
    expect(problemsOf(smtp)).toEqual([expect.stringContaining(message)]);
  });

  test("refuses when a Medusa store has it", () => {
    expect(problemsOf({ host: "a.example" }, "medusa")).toEqual([expect.stringContaining("demo: smtp is not a known field")]);
  });
});
