/** Most sample products that the catalogue has names for. */
export const maxSampleProducts = 50;

const defaultSampleProducts = 6;

const rules = {
  STORE_TITLE: { valid: (value) => value.trim() !== "", expected: "the shop's title" },
  STORE_CURRENCY: {
    valid: (value) => Intl.supportedValuesOf("currency").includes(value.toUpperCase()),
    expected: "an ISO 4217 code such as EUR",
  },
  STORE_COUNTRY: { valid: isCountry, expected: "an ISO 3166-1 code such as DE" },
  STORE_SAMPLE_PRODUCTS: {
    valid: (value) => sampleCount(value) !== undefined,
    expected: `a whole number from 0 to ${maxSampleProducts}, or true or false`,
    fallback: "true",
  },
  ADMIN_EMAIL: { valid: (value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value), expected: "an e-mail address" },
  ADMIN_PASSWORD: { valid: (value) => value.length >= 8, expected: "at least 8 characters", secret: true },
  MEDUSA_PUBLISHABLE_KEY: { valid: (value) => /^pk_[0-9a-f]{64}$/.test(value), expected: "pk_ and 64 hexadecimal digits", secret: true },
};

/**
 * What to seed, from environment variables. Throws one error that names every variable that is missing or wrong, never a secret's value.
 */
export function readEnvironment(env) {
  const problems = [];
  const read = {};
  for (const [name, { valid, expected, secret, fallback }] of Object.entries(rules)) {
    const value = env[name] || fallback;
    if (value === undefined) problems.push(`${name} is not set; set ${expected}`);
    else if (!valid(value)) problems.push(`${name} is ${secret ? "wrong" : `"${value}"`}; set ${expected}`);
    read[name] = value ?? "";
  }
  if (problems.length > 0) throw new Error(`the seed cannot start:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  return {
    title: read.STORE_TITLE.trim(),
    currency: read.STORE_CURRENCY.toLowerCase(),
    country: read.STORE_COUNTRY.toLowerCase(),
    sampleProducts: sampleCount(read.STORE_SAMPLE_PRODUCTS) ?? 0,
    admin: { email: read.ADMIN_EMAIL, password: read.ADMIN_PASSWORD },
    publishableKey: read.MEDUSA_PUBLISHABLE_KEY,
  };
}

function sampleCount(value) {
  if (value === "true") return defaultSampleProducts;
  if (value === "false") return 0;
  const count = /^\d{1,4}$/.test(value) ? Number(value) : Number.NaN;
  return count <= maxSampleProducts ? count : undefined;
}

function isCountry(value) {
  if (!/^[A-Za-z]{2}$/.test(value)) return false;
  return new Intl.DisplayNames("en", { type: "region", fallback: "none" }).of(value.toUpperCase()) !== undefined;
}
