/** An OpenID Connect provider that people may log in with. */
export interface OidcProvider {
  /** Part of the callback's address, `/api/auth/callback/<id>`. */
  readonly id: string;
  /** What the log-in page calls it. */
  readonly name: string;
  readonly discoveryUrl: string;
  readonly clientId: string;
  /** A secret. */
  readonly clientSecret: string;
  /** Whether whoever the provider knows gets an account; otherwise only people whom an administrator gave one. */
  readonly signUp: boolean;
}

const required = ["STOREFLEET_OIDC_DISCOVERY_URL", "STOREFLEET_OIDC_CLIENT_ID", "STOREFLEET_OIDC_CLIENT_SECRET"] as const;

/**
 * The provider that the variables of a process name; nothing when they name none.
 *
 * @throws when one is missing, or is not what it must be
 */
export function oidcFrom(variables: Readonly<Record<string, string | undefined>>): OidcProvider | undefined {
  const [discoveryUrl, clientId, clientSecret] = required.map((name) => variables[name]);
  if (!discoveryUrl && !clientId && !clientSecret) return undefined;
  if (!discoveryUrl || !clientId || !clientSecret) {
    throw new Error(
      "OIDC needs all of STOREFLEET_OIDC_DISCOVERY_URL, STOREFLEET_OIDC_CLIENT_ID and STOREFLEET_OIDC_CLIENT_SECRET, or none of them",
    );
  }
  const id = variables.STOREFLEET_OIDC_ID || "oidc";
  if (!/^[a-z0-9-]{1,32}$/.test(id))
    throw new Error(`STOREFLEET_OIDC_ID is ${JSON.stringify(id)}; allowed: lower-case letters, digits, hyphens`);
  const signUp = variables.STOREFLEET_OIDC_SIGN_UP || "false";
  if (signUp !== "true" && signUp !== "false")
    throw new Error(`STOREFLEET_OIDC_SIGN_UP is ${JSON.stringify(signUp)}; allowed: true, false`);
  return { id, name: variables.STOREFLEET_OIDC_NAME || id, discoveryUrl, clientId, clientSecret, signUp: signUp === "true" };
}
