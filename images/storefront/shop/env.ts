/** What the shop needs to know, read from the environment when it starts and never built in. */
export interface ShopEnv {
  /** Base URL of the Medusa backend inside the cluster, without a trailing slash. */
  readonly backendUrl: string;
  /** Publishable API key that the Store API asks for. */
  readonly publishableKey: string;
  readonly title: string;
  /** ISO 3166-1 alpha-2, capitals: where the shop sells. */
  readonly country: string;
  /** ISO 4217, capitals. */
  readonly currency: string;
}

/** Thrown when variables are missing or wrong; lists every one of them. */
export class EnvError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The shop cannot start, its environment is wrong:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
    this.name = "EnvError";
    this.problems = problems;
  }
}

type Source = Readonly<Record<string, string | undefined>>;

/** Checks one variable: gives its value, or what is wrong with it. Secrets are never repeated in the message. */
interface Rule<T> {
  readonly name: string;
  readonly wanted: string;
  readonly secret?: boolean;
  readonly parse: (text: string) => T | undefined;
}

const rules = {
  backendUrl: {
    name: "MEDUSA_BACKEND_URL",
    wanted: "an http(s) URL without credentials, path or query, such as http://server:9000",
    secret: true,
    parse: parseOrigin,
  },
  publishableKey: {
    name: "MEDUSA_PUBLISHABLE_KEY",
    wanted: "pk_ followed by 64 hexadecimal digits",
    secret: true,
    parse: (text) => (/^pk_[0-9a-f]{64}$/.test(text) ? text : undefined),
  },
  title: {
    name: "STORE_TITLE",
    wanted: "1 to 80 characters on one line",
    parse: (text) => (/^[^\p{Cc}]{1,80}$/u.test(text.trim()) ? text.trim() : undefined),
  },
  country: {
    name: "STORE_COUNTRY",
    wanted: "an ISO 3166-1 country code in capitals, such as DE",
    parse: (text) => (/^[A-Z]{2}$/.test(text) && countryNames.of(text) ? text : undefined),
  },
  currency: {
    name: "STORE_CURRENCY",
    wanted: "an ISO 4217 currency code in capitals, such as EUR",
    parse: (text) => (Intl.supportedValuesOf("currency").includes(text) ? text : undefined),
  },
} satisfies Record<keyof ShopEnv, Rule<string>>;

const countryNames = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/**
 * Reads the shop's settings.
 *
 * @throws EnvError that names every missing or wrong variable at once.
 */
export function parseEnv(source: Source): ShopEnv {
  const problems: string[] = [];
  const read = (rule: Rule<string>): string => {
    const text = source[rule.name];
    const value = text ? rule.parse(text) : undefined;
    if (value !== undefined) return value;
    const got = text ? (rule.secret ? "has another form" : `is ${JSON.stringify(text)}`) : "is not set";
    problems.push(`${rule.name} ${got}: give ${rule.wanted}`);
    return "";
  };
  const env: ShopEnv = {
    backendUrl: read(rules.backendUrl),
    publishableKey: read(rules.publishableKey),
    title: read(rules.title),
    country: read(rules.country),
    currency: read(rules.currency),
  };
  if (problems.length > 0) throw new EnvError(problems);
  return env;
}

function parseOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const plain = url.pathname === "/" && !url.search && !url.hash && !url.username && !url.password;
  return plain && (url.protocol === "http:" || url.protocol === "https:") ? url.origin : undefined;
}
