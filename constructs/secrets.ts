import type { Engine } from "../stores/schema.ts";

/**
 * How a secret value looks:
 * - `password32`: 32 characters, letters and digits only, so that it is safe in URLs, SQL and shell;
 * - `medusaPublishableKey`: `pk_` and 64 hexadecimal digits;
 * - `wooConsumerKey`: `ck_` and 40 hexadecimal digits;
 * - `wooConsumerSecret`: `cs_` and 40 hexadecimal digits.
 */
export type SecretFormat = "password32" | "medusaPublishableKey" | "wooConsumerKey" | "wooConsumerSecret";

/** What a value of each format matches, whole. */
export const secretPatterns: Readonly<Record<SecretFormat, RegExp>> = {
  password32: /^[A-Za-z0-9]{32}$/,
  medusaPublishableKey: /^pk_[0-9a-f]{64}$/,
  wooConsumerKey: /^ck_[0-9a-f]{40}$/,
  wooConsumerSecret: /^cs_[0-9a-f]{40}$/,
};

/** Keys of a store's Secret with the format of their values. Keys are contract: the chart refers to each by name. */
export const secretKeysOf = {
  medusa: {
    "database-password": "password32",
    "cache-password": "password32",
    "jwt-secret": "password32",
    "cookie-secret": "password32",
    "admin-password": "password32",
    "publishable-key": "medusaPublishableKey",
  },
  woocommerce: {
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
  },
} as const satisfies Record<Engine, Readonly<Record<string, SecretFormat>>>;

/** Key of a store's Secret with the password at its mail server. The only value that is not derived: whoever runs the server decides it. */
export const smtpPasswordKey = "smtp-password";
