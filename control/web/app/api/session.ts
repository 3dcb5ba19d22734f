import { request } from "./client.ts";

/** @throws {ApiFailure} 401 when e-mail or password is wrong, 429 after too many attempts */
export async function signIn(email: string, password: string): Promise<void> {
  await request("/api/auth/sign-in/email", {
    method: "POST",
    body: { email, password },
  });
}

/** Ends the session on the server, not only here. */
export async function signOut(): Promise<void> {
  await request("/api/auth/sign-out", { method: "POST", body: {} });
}
