import { ApiFailure, Unreachable } from "./failure.ts";

/** @throws {ApiFailure} 401 when e-mail or password is wrong, 429 after too many attempts */
export async function signIn(email: string, password: string): Promise<void> {
  await authenticate("sign-in/email", { email, password });
}

/** Begins a log-in at an OpenID Connect provider. @returns the provider's page, which leads back to `from` */
export async function beginProviderSignIn(provider: string, from: string): Promise<string> {
  const back = { callbackURL: from, errorCallbackURL: `/login?${new URLSearchParams({ from })}` };
  const { url } = await authenticate<{ url?: string }>("sign-in/social", { provider, ...back, disableRedirect: true });
  if (url === undefined) throw new ApiFailure(502, undefined);
  return url;
}

/** Ends the session on the server, not only here. */
export async function signOut(): Promise<void> {
  await authenticate("sign-out", {});
}

/** Changes the user's own password and ends all other sessions. @throws {ApiFailure} when the current one is wrong */
export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  await authenticate("change-password", { currentPassword, newPassword, revokeOtherSessions: true });
}

/**
 * Asks one of better-auth's own endpoints; they are not part of the OpenAPI document.
 *
 * @param body Sent by POST. @default - a GET without one
 */
export async function authenticate<T>(path: string, body?: object): Promise<T> {
  const response = await fetch(`/api/auth/${path}`, {
    credentials: "same-origin",
    ...(body !== undefined && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Unreachable();
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new ApiFailure(response.status, answer);
  return answer as T;
}
