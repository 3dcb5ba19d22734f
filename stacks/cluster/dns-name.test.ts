import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { maxNameLength } from "../../stores/schema.ts";
import { checkBaseDomain, longestBaseDomain } from "./dns-name.ts";

const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/);
const topLevel = fc.constantFrom("com", "net", "de", "shop", "xn--p1ai");
const domain = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 4 }), topLevel)
  .map(([labels, top]) => [...labels, top].join("."))
  .filter((name) => !/(^|\.)example\.(com|net|org)$/.test(name));

describe("checkBaseDomain", () => {
  test("accepts every well-formed domain that can be owned", () => {
    fc.assert(fc.property(domain, (name) => expect(checkBaseDomain(name)).toBeUndefined()));
  });

  test("an accepted domain leaves room for the longest store name in a host", () => {
    fc.assert(
      fc.property(fc.oneof(domain, fc.string(), fc.domain()), (name) => {
        if (checkBaseDomain(name) !== undefined) return;
        const host = `${"a".repeat(maxNameLength)}.${name}`;
        expect(host.length).toBeLessThanOrEqual(253);
        expect(host).toMatch(/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/);
      }),
    );
  });

  test("whatever is below a refused domain is refused too", () => {
    const refused = fc.constantFrom("localhost", "shop.test", "example.com", "corp.internal", "westeurope.cloudapp.azure.com");
    fc.assert(
      fc.property(refused, label, (parent, child) => {
        expect(checkBaseDomain(parent)).toBeDefined();
        expect(checkBaseDomain(`${child}.${parent}`)).toBeDefined();
      }),
    );
  });

  test.each([
    ["it is empty", "", 'has the malformed label ""'],
    ["it has capital letters", "Shops.Acme.com", "has capital letters"],
    ["it ends with a dot", "shops.acme.com.", "ends with a dot"],
    ["it is a single label", "acme", "is a single label"],
    ["it is an address", "203.0.113.7", "has no top-level domain (7)"],
    ["a label is empty", "shops..acme.com", 'has the malformed label ""'],
    ["a label starts with a dash", "-shops.acme.com", 'has the malformed label "-shops"'],
    ["a label has an underscore", "my_shops.acme.com", 'has the malformed label "my_shops"'],
    ["a label is too long", `${"a".repeat(64)}.com`, `has the malformed label "${"a".repeat(64)}"`],
    ["it is a wildcard", "*.acme.com", 'has the malformed label "*"'],
    ["it is an address on the web", "https://acme.com", 'has the malformed label "https://acme"'],
    ["it is not written in ASCII", "müller.com", 'has the malformed label "müller"'],
    ["it is too long", `${`${"a".repeat(60)}.`.repeat(4)}com`, `has more than ${longestBaseDomain} characters`],
    ["it is the committed placeholder", "shops.example.com", "cannot be owned: example.com is reserved"],
    ["it is local", "shops.localhost", "cannot be owned: localhost is reserved"],
    ["it is a private name", "shops.corp.internal", "cannot be owned: internal is reserved"],
    ["it belongs to Azure", "shops.westeurope.cloudapp.azure.com", "is not yours: azure.com belongs to Azure"],
  ])("refuses when %s", (_, name, message) => {
    expect(checkBaseDomain(name)?.message).toBe(message);
  });
});
