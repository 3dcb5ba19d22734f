import { hkdfSync } from "node:crypto";
import { type SecretFormat, secretKeysOf, smtpPasswordKey } from "../constructs/secrets.ts";
import type { Engine } from "../stores/schema.ts";

/** Least length of the root secret, in bytes: HKDF adds no strength of its own. */
export const rootSecretBytes = 32;

/** Which value of which store is derived. */
export interface SecretPurpose {
  readonly store: string;
  readonly key: string;
  /** Version of the store's secrets; a new version is a rotation. At least 1. */
  readonly version: number;
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** HKDF-SHA256 (RFC 5869) with the purpose as `info`: the same root secret and purpose give the same bytes for ever. */
function derive(rootSecret: string, { store, key, version }: SecretPurpose, bytes: number): Buffer {
  const info = `storefleet/v${version}/${store}/${key}`;
  return Buffer.from(hkdfSync("sha256", decodeRootSecret(rootSecret), "", info, bytes));
}

/**
 * @param rootSecret Base64 of at least {@link rootSecretBytes} random bytes.
 * @throws when it is shorter or no base64; the message never shows the value
 */
function decodeRootSecret(rootSecret: string): Buffer {
  const bytes = Buffer.from(rootSecret, "base64");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(rootSecret) || bytes.length < rootSecretBytes) {
    throw new Error(
      `rootSecret must be base64 of at least ${rootSecretBytes} random bytes; make one with: openssl rand -base64 ${rootSecretBytes}`,
    );
  }
  return bytes;
}

/** Letters and digits only; bytes that would favour the alphabet's first letters are skipped. */
function password(rootSecret: string, purpose: SecretPurpose, length: number): string {
  const fair = 256 - (256 % letters.length);
  const usable = [...derive(rootSecret, purpose, length * 4)].filter((byte) => byte < fair);
  return usable
    .slice(0, length)
    .map((byte) => letters[byte % letters.length])
    .join("");
}

function hexadecimal(rootSecret: string, purpose: SecretPurpose, digits: number): string {
  return derive(rootSecret, purpose, digits / 2).toString("hex");
}

/** One secret value in the given format. */
export function deriveSecret(rootSecret: string, purpose: SecretPurpose, format: SecretFormat): string {
  switch (format) {
    case "password32":
      return password(rootSecret, purpose, 32);
    case "medusaPublishableKey":
      return `pk_${hexadecimal(rootSecret, purpose, 64)}`;
    case "wooConsumerKey":
      return `ck_${hexadecimal(rootSecret, purpose, 40)}`;
    case "wooConsumerSecret":
      return `cs_${hexadecimal(rootSecret, purpose, 40)}`;
  }
}

/** A store's identity as far as its secrets are concerned. */
export interface SecretOwner {
  readonly name: string;
  readonly engine: Engine;
}

/** Every derived value of a store's Secret, by key. */
export function deriveStoreSecrets(rootSecret: string, store: SecretOwner, version: number): Record<string, string> {
  const keys = Object.entries(secretKeysOf[store.engine]) as [string, SecretFormat][];
  return Object.fromEntries(keys.map(([key, format]) => [key, deriveSecret(rootSecret, { store: store.name, key, version }, format)]));
}

/**
 * Changes exactly when a store's secrets change and reveals none of them: pods that carry it restart on rotation.
 *
 * @param smtpPassword Password at the store's mail server. @default - none
 */
export function secretsRevision(rootSecret: string, store: SecretOwner, version: number, smtpPassword?: string): string {
  const key = smtpPassword === undefined ? "revision" : `revision/${smtpPasswordKey}/${smtpPassword}`;
  return derive(rootSecret, { store: store.name, key, version }, 6).toString("hex");
}
