import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkAdminCidrs, formatCidr, mostRanges, networkOf, parseCidr, widestPrefix } from "./cidr.ts";

const address = fc.nat({ max: 2 ** 32 - 1 });
const prefix = fc.integer({ min: 0, max: 32 });
const cidr = fc.record({ address, prefix });

/** Independent reading of a range: as bits. */
function bitsOf(text: string): string {
  const [dotted = "", length = ""] = text.split("/");
  const bits = dotted.split(".").map((part) => Number(part).toString(2).padStart(8, "0"));
  return bits.join("").slice(0, Number(length));
}

describe("parseCidr", () => {
  test("reads back what formatCidr writes", () => {
    fc.assert(fc.property(cidr, (range) => expect(parseCidr(formatCidr(range))).toEqual(range)));
  });

  test("networkOf keeps the leading bits and clears the rest", () => {
    fc.assert(
      fc.property(cidr, (range) => {
        const network = networkOf(range);
        expect(bitsOf(formatCidr(network))).toBe(bitsOf(formatCidr(range)));
        expect(network.address % 2 ** (32 - range.prefix)).toBe(0);
        expect(networkOf(network)).toEqual(network);
      }),
    );
  });

  test("never throws and reads only text that it would write", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d./ ]{1,20}$/)), (text) => {
        const range = parseCidr(text);
        if (range !== undefined) expect(formatCidr(range)).toBe(text);
      }),
    );
  });
});

describe("checkAdminCidrs", () => {
  test("accepts exactly the networks that are narrow enough", () => {
    fc.assert(
      fc.property(cidr, (range) => {
        const network = networkOf(range);
        const problems = checkAdminCidrs([formatCidr(network)]);
        expect(problems).toHaveLength(range.prefix < widestPrefix ? 1 : 0);
      }),
    );
  });

  test("says which network an address with host bits belongs to", () => {
    fc.assert(
      fc.property(fc.record({ address, prefix: fc.integer({ min: widestPrefix, max: 31 }) }), (range) => {
        fc.pre(networkOf(range).address !== range.address);
        expect(checkAdminCidrs([formatCidr(range)])).toEqual([
          { got: formatCidr(range), message: "has host bits set", fix: `write ${formatCidr(networkOf(range))}` },
        ]);
      }),
    );
  });

  test.each([
    ["no range is named", [], "names no range"],
    ["a range is the whole IPv4 Internet", ["0.0.0.0/0"], "is wider than /16"],
    ["a range is half of the Internet", ["128.0.0.0/1"], "is wider than /16"],
    ["a range is the whole IPv6 Internet", ["::/0"], "is an IPv6 range"],
    ["a range is IPv6", ["2001:db8::/32"], "is an IPv6 range"],
    ["a range is one bit too wide", ["10.0.0.0/15"], "is wider than /16"],
    ["a range has host bits set", ["10.0.0.1/24"], "has host bits set"],
    ["a range is a bare address", ["203.0.113.7"], "is not a range"],
    ["a range has leading zeros, which some read as octal", ["010.0.0.0/16"], "is not a range"],
    ["a prefix has a leading zero", ["10.0.0.0/016"], "is not a range"],
    ["a prefix is too long", ["10.0.0.0/33"], "is not a range"],
    ["an octet is too large", ["256.0.0.0/16"], "is not a range"],
    ["a range has spaces", [" 10.0.0.0/16"], "is not a range"],
    ["a range is a name", ["office"], "is not a range"],
    ["a range is a service tag", ["Internet"], "is not a range"],
    ["a range is a star", ["*"], "is not a range"],
    ["a range is named twice", ["10.0.0.0/16", "10.0.0.0/16"], "is named twice"],
    ["there are too many ranges", Array.from({ length: mostRanges + 1 }, (_, index) => `10.${index}.0.0/16`), "has more than 20 ranges"],
  ])("refuses when %s", (_, ranges, message) => {
    expect(checkAdminCidrs(ranges)[0]?.message).toContain(message);
    expect(checkAdminCidrs(ranges)).toHaveLength(1);
  });

  test("reports every problem at once, with the fix", () => {
    expect(checkAdminCidrs(["0.0.0.0/0", "203.0.113.7", "198.51.100.0/24"])).toEqual([
      { got: "0.0.0.0/0", message: "is wider than /16", fix: "name only the networks that administrators come from" },
      { got: "203.0.113.7", message: "is not a range in CIDR notation", fix: "write 203.0.113.7/32" },
    ]);
  });
});
