import { z } from "zod";
import { type AuditAction, recordAudit } from "../../db/audit.ts";
import { setQuota } from "../../db/quotas.ts";
import { actorOf } from "../auth/actor.ts";
import { roles } from "../auth/roles.ts";
import type { Api, ApiContext } from "../context.ts";
import { ApiProblem } from "../problems.ts";
import { timeSchema } from "../schemas/common.ts";
import { quotaBody, userParams } from "../schemas/system.ts";
import { refusals } from "./problem-responses.ts";

const tags = ["system"];
const userSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(roles),
    createdAt: timeSchema,
    quota: z.strictObject({ used: z.int(), max: z.int() }).describe("Stores that the account has, and may have."),
  })
  .meta({ id: "User" });
const roleBody = z.strictObject({ role: z.enum(roles) });
const newUserBody = z.strictObject({
  email: z.email("must be an e-mail address").max(254),
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .regex(/^\P{C}*$/u, "must not contain control characters"),
  password: z.string().min(12, "must have at least 12 characters").max(128),
  role: z.enum(roles).default("member"),
});

/** Accounts, for administrators: nobody signs up. */
export function registerUsers(app: Api, { database, authentication, limits }: ApiContext): void {
  const { db } = database;
  const config = { adminOnly: true };
  const accounts = () =>
    db
      .selectFrom("users")
      .leftJoin("quotas", "quotas.owner_id", "users.id")
      .select(["id", "name", "email", "role", "createdAt", "quotas.max_stores"])
      .select(({ selectFrom }) =>
        selectFrom("stores")
          .select(({ fn }) => fn.countAll<number>().as("stores"))
          .whereRef("stores.owner_id", "=", "users.id")
          .where("stores.deleted_at", "is", null)
          .as("stores"),
      );
  type Row = Awaited<ReturnType<ReturnType<typeof accounts>["executeTakeFirstOrThrow"]>>;
  const view = ({ id, name, email, role, createdAt, max_stores, stores }: Row) => ({
    id,
    name,
    email,
    role: role === "admin" ? ("admin" as const) : ("member" as const),
    createdAt: new Date(createdAt).toISOString(),
    quota: { used: stores ?? 0, max: max_stores ?? limits.storesPerUser },
  });
  const requireAccount = async (id: string) => {
    const account = await accounts().where("users.id", "=", id).executeTakeFirst();
    if (account === undefined) throw new ApiProblem("not-found", "There is no such account.");
    return account;
  };

  app.get(
    "/api/users",
    { config, schema: { tags, summary: "Accounts", response: { 200: z.strictObject({ items: z.array(userSchema) }), ...refusals } } },
    async () => ({ items: (await accounts().orderBy("email").limit(1000).execute()).map(view) }),
  );

  app.post(
    "/api/users",
    { config, schema: { tags, summary: "Create an account", body: newUserBody, response: { 201: userSchema, ...refusals } } },
    async (request, reply) => {
      const email = request.body.email.toLowerCase();
      const taken = () => new ApiProblem("name-taken", `There is already an account for ${email}.`);
      if ((await db.selectFrom("users").select("id").where("email", "=", email).executeTakeFirst()) !== undefined) throw taken();
      let id: string;
      try {
        id = await authentication.createUser({ ...request.body, email });
      } catch (error) {
        // Somebody else created it in the same moment.
        if ((error as { code?: unknown }).code === "23505") throw taken();
        throw error;
      }
      await audit(request, "user.create", id, { role: request.body.role });
      reply.status(201);
      return view(await requireAccount(id));
    },
  );

  app.put(
    "/api/users/:id/quota",
    {
      config,
      schema: {
        tags,
        summary: "How many stores somebody may have",
        params: userParams,
        body: quotaBody,
        response: { 200: quotaBody, ...refusals },
      },
    },
    async (request) => {
      const { id } = request.params;
      await requireAccount(id);
      await setQuota(db, id, request.body.maxStores);
      await audit(request, "user.quota", id, { maxStores: request.body.maxStores });
      return request.body;
    },
  );

  app.put(
    "/api/users/:id/role",
    {
      config,
      schema: { tags, summary: "What somebody may do", params: userParams, body: roleBody, response: { 200: userSchema, ...refusals } },
    },
    async (request) => {
      const { id } = request.params;
      const { role } = request.body;
      await requireAccount(id);
      // Whoever took the last administrator's rights away could not give them back.
      if (id === actorOf(request).id) throw new ApiProblem("forbidden", "Nobody changes their own role; ask another administrator.");
      await db.updateTable("users").set({ role }).where("id", "=", id).execute();
      authentication.forgetUser(id);
      await audit(request, "user.role", id, { role });
      return view(await requireAccount(id));
    },
  );

  async function audit(
    request: Parameters<typeof actorOf>[0],
    action: AuditAction,
    target: string,
    data: Record<string, unknown>,
  ): Promise<void> {
    await recordAudit(db, { actorId: actorOf(request).id, actorIp: request.ip, action, target, outcome: "accepted", data });
  }
}
