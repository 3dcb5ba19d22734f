import { createHmac, randomBytes } from "node:crypto";

/** A WooCommerce REST API key pair (`ck_…`, `cs_…`). */
export interface ConsumerKey {
  readonly key: string;
  readonly secret: string;
}

/** What makes two signatures of the same call differ. */
export interface SignatureMoment {
  /** Seconds since 1970; WooCommerce accepts 15 minutes to either side. */
  readonly timestamp: number;
  /** Used once. */
  readonly nonce: string;
}

/**
 * Header `Authorization` with an OAuth 1.0a signature (HMAC-SHA256): the only way in which WooCommerce takes a key over plain HTTP, and over
 * HTTPS it takes it too. The secret is never sent, and unlike a signature in the address none of it reaches a log.
 *
 * @param url full address, with the shop's host as the shop itself knows it
 */
export function oauthHeader(
  method: string,
  url: string,
  { key, secret }: ConsumerKey,
  { timestamp, nonce }: SignatureMoment = { timestamp: Math.floor(Date.now() / 1000), nonce: randomBytes(16).toString("hex") },
): string {
  const { origin, pathname, searchParams } = new URL(url);
  const own = {
    oauth_consumer_key: key,
    oauth_nonce: nonce,
    oauth_signature_method: "HMAC-SHA256",
    oauth_timestamp: String(timestamp),
  };
  const parameters = [...searchParams, ...Object.entries(own)].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const text = [method, encode(`${origin}${pathname}`), encode(parameters.join("&"))].join("&");
  const signature = createHmac("sha256", `${secret}&`).update(text).digest("base64");
  const fields = Object.entries({ ...own, oauth_signature: signature }).map(([name, value]) => `${name}="${encode(value)}"`);
  return `OAuth ${fields.join(", ")}`;
}

/** RFC 3986, as PHP's rawurlencode. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
