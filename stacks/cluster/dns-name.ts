/** Why a base domain is refused, and what to do instead. */
export interface DomainProblem {
  readonly message: string;
  readonly fix: string;
}

/** A store's host is `<name>.<baseDomain>`: a name has at most 30 characters, a host 253. */
export const longestBaseDomain = 253 - 31;

/**
 * Names that nobody can own: reserved by RFC 2606, 6761, 6762, 7686, 8375, 9476 and by ICANN for private use.
 * A certificate for them is never issued.
 */
const reserved = [
  "alt",
  "arpa",
  "example",
  "example.com",
  "example.net",
  "example.org",
  "internal",
  "invalid",
  "lan",
  "local",
  "localdomain",
  "localhost",
  "onion",
  "test",
];

/** Domains of Azure itself: a zone with such a name can be made, but nobody delegates to it. */
const azure = ["azure.com", "azurewebsites.net", "azure.net", "azurecontainer.io", "cloudapp.net", "microsoft.com", "windows.net"];

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const topLevel = /^([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** True for a domain and everything below it. */
function isWithin(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`);
}

/**
 * Checks the domain below which every store gets its host, as far as that is possible without asking anyone. Whether it is
 * yours shows only when its registrar delegates to the zone's name servers.
 *
 * @returns nothing when the domain is fine
 */
export function checkBaseDomain(domain: string): DomainProblem | undefined {
  const fix = "name a domain that you own, such as shops.your-company.com";
  if (domain !== domain.toLowerCase()) return { message: "has capital letters", fix: `write ${domain.toLowerCase()}` };
  if (domain.endsWith(".")) return { message: "ends with a dot", fix: `write ${domain.replace(/\.+$/, "")}` };
  if (domain.length > longestBaseDomain)
    return { message: `has more than ${longestBaseDomain} characters`, fix: "choose a shorter domain" };
  const labels = domain.split(".");
  const bad = labels.find((part) => !label.test(part));
  if (bad !== undefined) return { message: `has the malformed label ${JSON.stringify(bad)}`, fix };
  if (labels.length < 2) return { message: "is a single label", fix };
  if (!topLevel.test(labels.at(-1) ?? "")) return { message: `has no top-level domain (${labels.at(-1)})`, fix };
  const special = reserved.find((name) => isWithin(domain, name));
  if (special !== undefined) return { message: `cannot be owned: ${special} is reserved`, fix };
  const foreign = azure.find((name) => isWithin(domain, name));
  if (foreign !== undefined) return { message: `is not yours: ${foreign} belongs to Azure`, fix };
  return undefined;
}
