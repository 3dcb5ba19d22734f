import { ApiFailure, Unreachable } from "./failure.ts";

/** @throws {ApiFailure} 401 when e-mail or password is wrong, 429 after too many attempts */
export function signIn(email: string, password: string): Promise<void> {
  return authenticate("sign-in/email", { email, password });
}

/** Ends the session on the server, not only here. */
export function signOut(): Promise<void> {
  return authenticate("sign-out", {});
}

/** better-auth's own endpoints; they are not part of the OpenAPI document. */
async function authenticate(path: string, body: object): Promise<void> {
  const response = await fetch(`/api/auth/${path}`, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Unreachable();
  });
  if (!response.ok) throw new ApiFailure(response.status, await response.json().catch(() => undefined));
}
