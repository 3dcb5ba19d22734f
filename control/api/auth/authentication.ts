import { randomBytes } from "node:crypto";
import { apiKey } from "@better-auth/api-key";
import { type Auth, betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { genericOAuth } from "better-auth/plugins";
import type { OpenDatabase } from "../../db/database.ts";
import { auditPlugin } from "./audit-plugin.ts";
import { KeyCache } from "./key-cache.ts";
import type { OidcProvider } from "./oidc.ts";
import type { Role } from "./roles.ts";
import { sharedRates } from "./shared-rates.ts";

/** Options of {@link createAuthentication}. */
export interface AuthenticationOptions {
  readonly database: OpenDatabase;
  /** Where people reach the API, such as `http://localhost:4100`. */
  readonly baseUrl: string;
  /** Signs sessions; at least 32 characters, the same in every replica. */
  readonly secret: string;
  /** @default - only passwords and API keys */
  readonly oidc?: OidcProvider | undefined;
  readonly onWarning?: (message: string) => void;
}

/** A new user. */
export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly role: Role;
}

/** Who sent a request, by a session cookie or an API key. */
export interface Identity {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly by: "session" | "api-key";
}

/** Users, sessions and API keys. */
export interface Authentication {
  /** Answers every request below `/api/auth/`. */
  handle(request: Request): Promise<Response>;
  /** User of a session cookie or an API key; nothing when it is not valid, or the account is gone. */
  identify(headers: Headers): Promise<Identity | undefined>;
  /** Reads a user anew at the next request: what is known of an API key's user is otherwise up to five seconds old. */
  forgetUser(id: string): void;
  createUser(user: NewUser): Promise<string>;
  /** An API key for a user; shown once, kept as a hash. */
  createApiKey(userId: string, name: string): Promise<string>;
  /** Providers that people may log in with besides a password. */
  readonly oidcProviders: readonly Pick<OidcProvider, "id" | "name">[];
}

/** Header that carries the client's address from Fastify, which knows the proxies, to the login's rate limit. */
export const clientAddressHeader = "x-storefleet-client";

/** Starts authentication over the database, creating the tables that it lacks. */
export async function createAuthentication(options: AuthenticationOptions): Promise<Authentication> {
  const { database, baseUrl, secret, oidc, onWarning } = options;
  const forgetUser = (id: string) => keys.forget((identity) => identity.id === id);
  const settings = {
    appName: "Storefleet",
    baseURL: baseUrl,
    basePath: "/api/auth",
    secret,
    database: database.pool,
    trustedOrigins: originsOf(baseUrl),
    telemetry: { enabled: false },
    logger: { log: (level: string, message: string) => (level === "error" || level === "warn" ? onWarning?.(message) : undefined) },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    user: {
      modelName: "users",
      additionalFields: { role: { type: "string" as const, required: false, defaultValue: "member", input: false } },
    },
    session: { modelName: "sessions", expiresIn: 7 * 24 * 3600 },
    // An account is linked to its provider's by an e-mail address that the provider has verified, never by one that it was merely told.
    account: { modelName: "accounts", accountLinking: { enabled: true, trustedProviders: [] } },
    verification: { modelName: "verifications" },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 300,
      // Of the callback anybody may leave an audit entry.
      customRules: { "/sign-in/email": { window: 60, max: 10 }, "/callback/*": { window: 60, max: 30 } },
      customStorage: sharedRates(database.db),
    },
    advanced: {
      // User ids become labels of Kubernetes objects: lower case, and a letter first.
      database: { generateId: () => `u${randomBytes(12).toString("hex")}` },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      cookiePrefix: "storefleet",
      useSecureCookies: baseUrl.startsWith("https:"),
      // Said openly, because the library's own default is another one in tests.
      disableOriginCheck: false,
      disableCSRFCheck: false,
    },
    plugins: [
      apiKey({ defaultPrefix: "sf_", rateLimit: { enabled: false }, schema: { apikey: { modelName: "api_keys" } } }),
      auditPlugin({ db: database.db, addressHeader: clientAddressHeader, onKeyChange: forgetUser }),
      ...(oidc === undefined
        ? []
        : [
            genericOAuth({
              config: [
                {
                  providerId: oidc.id,
                  discoveryUrl: oidc.discoveryUrl,
                  clientId: oidc.clientId,
                  clientSecret: oidc.clientSecret,
                  scopes: ["openid", "email", "profile"],
                  pkce: true,
                  requireIdTokenVerification: true,
                  disableSignUp: !oidc.signUp,
                },
              ],
            }),
          ]),
    ],
  };
  const { runMigrations } = await getMigrations(settings);
  await runMigrations();
  const auth = betterAuth(settings) as unknown as Auth & {
    api: {
      createApiKey(input: { body: { userId: string; name: string } }): Promise<{ key: string }>;
      verifyApiKey(input: { body: { key: string } }): Promise<{ valid: boolean; key: { referenceId: string } | null }>;
    };
  };
  const keys = new KeyCache<Identity>(async (key) => {
    const { valid, key: found } = await auth.api.verifyApiKey({ body: { key } });
    if (!valid || found === null) return undefined;
    const user = await database.db
      .selectFrom("users")
      .select(["id", "name", "email", "role"])
      .where("id", "=", found.referenceId)
      .executeTakeFirst();
    return user === undefined ? undefined : { ...user, role: roleOf(user.role), by: "api-key" };
  });
  return {
    handle: (request) => auth.handler(request),
    oidcProviders: oidc === undefined ? [] : [{ id: oidc.id, name: oidc.name }],
    identify: async (headers) => {
      const key = apiKeyOf(headers);
      if (key !== undefined) return keys.get(key);
      const session = await auth.api.getSession({ headers });
      if (session === null) return undefined;
      const { id, name, email, role } = session.user as typeof session.user & { role?: unknown };
      return { id, name, email, role: roleOf(role), by: "session" };
    },
    forgetUser,
    createUser: async ({ email, name, password, role }) => {
      const context = await auth.$context;
      const user = await context.internalAdapter.createUser({ email: email.toLowerCase(), name, emailVerified: true, role }, {
        method: "credential",
      } as never);
      await context.internalAdapter.linkAccount({
        userId: user.id,
        accountId: user.id,
        providerId: "credential",
        password: await context.password.hash(password),
      });
      return user.id;
    },
    createApiKey: async (userId, name) => (await auth.api.createApiKey({ body: { userId, name } })).key,
  };
}

function roleOf(role: unknown): Role {
  return role === "admin" ? "admin" : "member";
}

/** Where the pages may come from: on a workstation people also type the address that `localhost` stands for. */
function originsOf(baseUrl: string): string[] {
  const { protocol, hostname, port } = new URL(baseUrl);
  if (hostname !== "localhost") return [baseUrl];
  return ["localhost", "127.0.0.1", "[::1]"].map((host) => `${protocol}//${host}${port === "" ? "" : `:${port}`}`);
}

function apiKeyOf(headers: Headers): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  return bearer ?? headers.get("x-api-key") ?? undefined;
}
