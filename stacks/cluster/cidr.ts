/** Widest range that counts as "ours" and not as the Internet. */
export const widestPrefix = 16;

/** Most ranges one list may hold: many ranges can cover what one may not. */
export const mostRanges = 20;

/** An IPv4 range: its lowest address as a number, and its prefix length. */
export interface Cidr {
  readonly address: number;
  readonly prefix: number;
}

/** Why a range is refused, and what to write instead. */
export interface CidrProblem {
  readonly got: string;
  readonly message: string;
  readonly fix: string;
}

const octet = "(0|[1-9]\\d{0,2})";
const pattern = new RegExp(`^${octet}\\.${octet}\\.${octet}\\.${octet}/(0|[1-9]\\d?)$`);

/** Reads an IPv4 range in CIDR notation; nothing when it is malformed. Host bits may be set. */
export function parseCidr(text: string): Cidr | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [first = 0, second = 0, third = 0, fourth = 0, prefix = 0] = match.slice(1).map(Number);
  if ([first, second, third, fourth].some((part) => part > 255) || prefix > 32) return undefined;
  return { address: ((first * 256 + second) * 256 + third) * 256 + fourth, prefix };
}

/** A range as text. */
export function formatCidr({ address, prefix }: Cidr): string {
  return `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".")}/${prefix}`;
}

/** The range that contains an address: host bits cleared. */
export function networkOf({ address, prefix }: Cidr): Cidr {
  const size = 2 ** (32 - prefix);
  return { address: Math.floor(address / size) * size, prefix };
}

function problemOf(text: string): CidrProblem | undefined {
  const ipv6 = text.includes(":");
  if (ipv6) return { got: text, message: "is an IPv6 range, but the cluster has an IPv4 address only", fix: "name your IPv4 range" };
  const cidr = parseCidr(text);
  if (cidr === undefined) {
    const bare = parseCidr(`${text}/32`) !== undefined;
    return { got: text, message: "is not a range in CIDR notation", fix: bare ? `write ${text}/32` : "write one such as 203.0.113.0/24" };
  }
  if (cidr.prefix < widestPrefix) {
    return { got: text, message: `is wider than /${widestPrefix}`, fix: "name only the networks that administrators come from" };
  }
  const network = networkOf(cidr);
  if (network.address !== cidr.address) return { got: text, message: "has host bits set", fix: `write ${formatCidr(network)}` };
  return undefined;
}

/**
 * Checks the ranges that may reach SSH and the Kubernetes API. Everything that is not clearly a network of ours is refused:
 * an open list would put both on the Internet.
 *
 * @returns every problem at once; none when the list is fine
 */
export function checkAdminCidrs(ranges: readonly string[]): CidrProblem[] {
  if (ranges.length === 0) {
    return [
      { got: "[]", message: "names no range, so nobody could administer the cluster", fix: "name your network, such as 203.0.113.7/32" },
    ];
  }
  if (ranges.length > mostRanges) {
    return [{ got: `${ranges.length} ranges`, message: `has more than ${mostRanges} ranges`, fix: "administer through fewer networks" }];
  }
  const repeated = ranges.filter((range, index) => ranges.indexOf(range) !== index);
  return [
    ...ranges.flatMap((range) => problemOf(range) ?? []),
    ...repeated.map((range) => ({ got: range, message: "is named twice", fix: "name it once" })),
  ];
}
