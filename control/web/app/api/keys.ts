import { queryOptions } from "@tanstack/react-query";
import { authenticate } from "./session.ts";

/** An API key as the list shows it; the key itself is shown once, when it is made. */
export interface ApiKey {
  readonly id: string;
  readonly name: string | null;
  /** Its first characters. */
  readonly start: string | null;
  readonly createdAt: string;
  readonly lastRequest: string | null;
  readonly expiresAt: string | null;
}

/** The user's own keys, the newest first. */
export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: async () => {
    const { apiKeys } = await authenticate<{ apiKeys: ApiKey[] }>("api-key/list");
    return apiKeys.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  },
});

/** @param days Until it expires; undefined: never. @returns the key, a secret that cannot be read again */
export async function createKey(name: string, days: number | undefined): Promise<string> {
  const body = { name, ...(days !== undefined && { expiresIn: days * 24 * 3600 }) };
  return (await authenticate<{ key: string }>("api-key/create", body)).key;
}

export async function revokeKey(id: string): Promise<void> {
  await authenticate("api-key/delete", { keyId: id });
}
