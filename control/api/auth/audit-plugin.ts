import type { BetterAuthPlugin } from "better-auth";
import { createAuthMiddleware, getSessionFromCtx, isAPIError } from "better-auth/api";
import type { Kysely } from "kysely";
import { z } from "zod";
import { type AuditAction, type NewAuditEntry, recordAudit } from "../../db/audit.ts";
import type { Database } from "../../db/schema.ts";

/** Options of {@link auditPlugin}. */
export interface AuditPluginOptions {
  readonly db: Kysely<Database>;
  /** Header with the client's address. */
  readonly addressHeader: string;
  /** Somebody has changed or revoked a key of theirs. */
  readonly onKeyChange: (userId: string) => void;
}

/** What is written down, by the library's own name of the endpoint: the address of a request has many spellings. */
const actions: ReadonlyMap<string, AuditAction> = new Map([
  ["/sign-in/email", "user.sign-in"],
  ["/sign-in/social", "user.sign-in"],
  ["/callback/:id", "user.sign-in"],
  ["/sign-out", "user.sign-out"],
  ["/change-password", "user.password"],
  ["/revoke-session", "user.sessions"],
  ["/revoke-sessions", "user.sessions"],
  ["/revoke-other-sessions", "user.sessions"],
  ["/unlink-account", "user.unlink"],
  ["/api-key/create", "key.create"],
  ["/api-key/update", "key.update"],
  ["/api-key/delete", "key.revoke"],
]);
/** Endpoints after which who asked, or what it was about, cannot be found any more. */
const forgetful: ReadonlySet<string> = new Set(["/sign-out", "/api-key/update", "/api-key/delete"]);

/** What of a key may be seen: its first characters and its name, never the key. */
const keySchema = z.object({ id: z.string(), start: z.string().nullish(), name: z.string().nullish(), referenceId: z.string() });
type Key = z.output<typeof keySchema>;
/** Fields of a key that its owner may change, as a request names them. */
const keyFields = ["name", "enabled", "expiresIn"] as const;

const word = z.string().max(100).optional().catch(undefined);
/** What is read of a request; it has not been checked when the endpoint refused it. */
const bodySchema = z
  .object({ email: z.email().toLowerCase().optional().catch(undefined), keyId: word, provider: word, providerId: word })
  .catch({});

/** A request that an endpoint has answered. */
type EndedRequest = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];
/** Who did it, to what, with which details; nothing when there is nothing to write down. */
type Deed = Pick<NewAuditEntry, "actorId" | "target" | "data"> | undefined;

/** Writes down who signed in or failed to, and who changed a password, a session, a provider or an API key. */
export function auditPlugin({ db, addressHeader, onKeyChange }: AuditPluginOptions): BetterAuthPlugin {
  const keysBefore = new WeakMap<object, Key>();
  const addressOf = (headers: Headers | undefined) => headers?.get(addressHeader) ?? null;

  const remember = createAuthMiddleware(async (ctx) => {
    const session = await getSessionFromCtx(ctx);
    const { keyId } = bodySchema.parse(ctx.body);
    if (session === null || keyId === undefined) return;
    // Of somebody else's key nobody learns the first characters either.
    const where = [
      { field: "id", value: keyId },
      { field: "referenceId", value: session.user.id },
    ];
    const key = keySchema.safeParse(await ctx.context.adapter.findOne({ model: "apikey", where })).data;
    if (key !== undefined) keysBefore.set(ctx.context, key);
  });

  const record = createAuthMiddleware(async (ctx) => {
    const action = actions.get(ctx.path);
    if (action === undefined) return;
    const code = refusalOf(ctx.context.returned);
    const deed = action === "user.sign-in" ? signIn(ctx, code) : action.startsWith("key.") ? keyDeed(ctx, keysBefore) : ownDeed(ctx);
    if (deed === undefined) return;
    const outcome = code === undefined ? "accepted" : "refused";
    const data = { ...deed.data, ...(code === undefined ? {} : { code }) };
    await recordAudit(db, { ...deed, actorIp: addressOf(ctx.headers), action, outcome, data });
    if (keysBefore.has(ctx.context) && deed.actorId !== null) onKeyChange(deed.actorId);
  });

  const accepted = (action: AuditAction, userId: string, headers: Headers | undefined, data: NewAuditEntry["data"]) =>
    recordAudit(db, { actorId: userId, actorIp: addressOf(headers), action, target: userId, outcome: "accepted", data });

  return {
    id: "storefleet-audit",
    hooks: {
      before: [{ matcher: ({ path }) => forgetful.has(path ?? ""), handler: remember }],
      after: [{ matcher: ({ path }) => actions.has(path ?? ""), handler: record }],
    },
    init: () => ({
      options: {
        databaseHooks: {
          user: {
            create: {
              after: async ({ id }, context) => {
                // Without a request it is an administrator who makes the account, and it is written down there.
                if (!context) return;
                await accepted("user.create", id, context.headers, { role: "member", provider: context.params?.id });
              },
            },
          },
          account: {
            create: {
              after: async ({ userId, providerId: provider }, context) => {
                if (provider !== "credential") await accepted("user.link", userId, context?.headers, { provider });
              },
            },
          },
        },
      },
    }),
  };
}

function signIn({ path, params, body, context }: EndedRequest, refusal: string | undefined): Deed {
  const { newSession } = context;
  // A log-in that goes on at a provider, or the end of a link to one.
  if (refusal === undefined && newSession === null) return undefined;
  const { email, provider } = bodySchema.parse(body);
  const from = path === "/callback/:id" ? String(params?.id) : provider;
  return {
    actorId: refusal === undefined ? (newSession?.user.id ?? null) : null,
    // Only what is an address: people type passwords into the wrong field.
    target: newSession?.user.email ?? email,
    data: from === undefined ? { method: "password" } : { method: "oidc", provider: from },
  };
}

/** Something about the account of whoever is signed in. */
function ownDeed({ body, context }: EndedRequest): Deed {
  const { providerId: provider } = bodySchema.parse(body);
  const user = context.session?.user;
  return user === undefined ? undefined : { actorId: user.id, target: user.email, data: provider === undefined ? {} : { provider } };
}

function keyDeed({ path, body, context }: EndedRequest, keysBefore: WeakMap<object, Key>): Deed {
  const made = path === "/api-key/create" ? keySchema.safeParse(context.returned).data : undefined;
  const key = made ?? keysBefore.get(context);
  const actorId = context.session?.user.id ?? null;
  // The installation makes keys for others; nobody else does anything without being signed in.
  if (actorId === null && made === undefined) return undefined;
  return {
    actorId,
    target: key?.id ?? bodySchema.parse(body).keyId,
    data: {
      ...(key === undefined ? {} : { start: key.start, name: key.name }),
      ...(actorId === null ? { owner: made?.referenceId } : {}),
      ...(path === "/api-key/update" ? { fields: keyFields.filter((field) => Object.hasOwn(Object(body), field)) } : {}),
    },
  };
}

/** Why an endpoint refused, in the library's words; nothing when it did not. Some refuse by leading to a page that says so. */
function refusalOf(returned: unknown): string | undefined {
  if (!isAPIError(returned)) return undefined;
  if (returned.status !== "FOUND") return returned.body?.code ?? String(returned.status);
  const location = new Headers(returned.headers).get("location") ?? "";
  return URL.parse(location, "http://localhost")?.searchParams.get("error") ?? undefined;
}
