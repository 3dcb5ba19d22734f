import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client.ts";
import type { Role, User } from "./types.ts";

/** Everybody's accounts, for administrators. */
export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/users", { signal }))).items,
});

/** Fields of a new account. */
export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly password: string;
}

/** @throws {ApiFailure} when there is such an account already */
export function createUser(user: NewUser): Promise<User> {
  return answer(api.POST("/api/users", { body: user }));
}

export function setRole(id: string, role: Role): Promise<User> {
  return answer(api.PUT("/api/users/{id}/role", { params: { path: { id } }, body: { role } }));
}

export function setQuota(id: string, maxStores: number): Promise<unknown> {
  return answer(api.PUT("/api/users/{id}/quota", { params: { path: { id } }, body: { maxStores } }));
}
