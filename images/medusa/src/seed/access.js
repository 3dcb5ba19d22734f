import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { ContainerRegistrationKeys, Modules } = require("@medusajs/framework/utils");
const { createUserAccountWorkflow, linkSalesChannelsToApiKeyWorkflow } = require("@medusajs/medusa/core-flows");

/** The admin user exists and has this password, whatever it was before: that is how a rotation reaches the shop. */
export async function ensureAdmin({ query, run, container }, { email, password }) {
  const auth = container.resolve(Modules.AUTH);
  const [identity] = await auth.listProviderIdentities({ entity_id: email, provider: "emailpass" });
  if (identity === undefined) {
    const { success, authIdentity, error } = await auth.register("emailpass", { body: { email, password } });
    if (!success) throw new Error(`the admin ${email} could not be registered: ${error}`);
    await ensureUser({ query, run }, email, authIdentity.id);
    return;
  }
  const { success } = await auth.authenticate("emailpass", { body: { email, password } });
  if (!success) {
    const updated = await auth.updateProvider("emailpass", { entity_id: email, password });
    if (!updated.success) throw new Error(`the password of the admin ${email} could not be set: ${updated.error}`);
  }
  await ensureUser({ query, run }, email, identity.auth_identity_id);
}

async function ensureUser({ query, run }, email, authIdentityId) {
  const found = await query("user", ["id"], { email });
  if (found.length === 0) await run(createUserAccountWorkflow, { authIdentityId, userData: { email } });
}

/**
 * The first publishable key, which Medusa made at its first start, has this token and the sales channel. Written by SQL, because Medusa only
 * makes random tokens; a key known beforehand needs no hand-off between pods.
 */
export async function ensurePublishableKey({ query, run, container }, token, salesChannel) {
  const keys = await query("api_key", ["id", "token", "created_at", "sales_channels.id"], { type: "publishable" });
  const key = keys.find((each) => each.token === token) ?? keys.sort((a, b) => new Date(a.created_at) - new Date(b.created_at))[0];
  if (key === undefined) throw new Error("Medusa made no publishable key at its start; run migrate first");
  if (key.token !== token) {
    const redacted = `${token.slice(0, 6)}***${token.slice(-3)}`;
    await container.resolve(ContainerRegistrationKeys.PG_CONNECTION)("api_key").where({ id: key.id }).update({ token, redacted });
  }
  if (!key.sales_channels?.some((channel) => channel?.id === salesChannel)) {
    await run(linkSalesChannelsToApiKeyWorkflow, { id: key.id, add: [salesChannel] });
  }
}
