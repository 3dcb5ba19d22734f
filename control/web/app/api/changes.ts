import type { StoreInput } from "../../../../stores/schema.ts";
import { request } from "./client.ts";
import { storePath } from "./queries.ts";
import type { Credentials, Operation, StoreDetail, Validation } from "./types.ts";

/** Checks a store and whether it would be taken on now; changes nothing. */
export function validateStore(spec: StoreInput, signal?: AbortSignal): Promise<Validation> {
  return request("/api/stores:validate", {
    method: "POST",
    body: { spec },
    signal,
  });
}

/**
 * @param key One per intent: a second click, or a repeat after a lost answer, makes no second store.
 * @throws {ApiFailure} with every wrong field, or the reason why it is not taken on
 */
export function createStore(spec: StoreInput, key: string): Promise<Operation> {
  return request("/api/stores", {
    method: "POST",
    body: spec,
    headers: { "idempotency-key": key },
  });
}

export function verifyStore(name: string): Promise<Operation> {
  return request(`${storePath(name)}/verify`, { method: "POST" });
}

export function upgradeStore(store: StoreDetail): Promise<Operation> {
  return request(`${storePath(store.name)}/upgrade`, {
    method: "POST",
    headers: ifMatch(store),
  });
}

export function rollbackStore(name: string, revision: number): Promise<Operation> {
  return request(`${storePath(name)}/rollback`, {
    method: "POST",
    body: { revision },
  });
}

export function suspendStore(name: string): Promise<Operation> {
  return request(`${storePath(name)}/suspend`, { method: "POST" });
}

export function resumeStore(name: string): Promise<Operation> {
  return request(`${storePath(name)}/resume`, { method: "POST" });
}

export function deleteStore(name: string): Promise<Operation> {
  return request(storePath(name), { method: "DELETE" });
}

export function cancelOperation(id: string): Promise<Operation> {
  return request(`/api/operations/${id}/cancel`, { method: "POST" });
}

/** Reads the log-in of the shop's administration; the API records who did. */
export function revealCredentials(name: string): Promise<Credentials> {
  return request(`${storePath(name)}/admin-credentials`);
}

function ifMatch({ etag }: StoreDetail): Record<string, string> {
  return etag === null ? {} : { "if-match": etag };
}
