import type { StoreInput } from "../../../../stores/schema.ts";
import { answer, api } from "./client.ts";
import type { Accepted, Credentials, StoreDetail, StorePlan, Validation } from "./types.ts";

const named = (name: string) => ({ path: { name } });

/** Checks a store and whether it would be taken on now; changes nothing. */
export function validateStore(spec: StoreInput, signal: AbortSignal): Promise<Validation> {
  return answer(api.POST("/api/stores:validate", { body: { spec }, signal }));
}

/**
 * @param key One per intent: a second click, or a repeat after a lost answer, makes no second store.
 * @throws {ApiFailure} with every wrong field, or the reason why it is not taken on
 */
export function createStore(spec: StoreInput, key: string): Promise<Accepted> {
  return answer(api.POST("/api/stores", { body: spec as never, params: { header: { "idempotency-key": key } } }));
}

/** What a store, new or changed, would do to every object; the engine is asked, which takes seconds. */
export function planStore(spec: object, signal: AbortSignal): Promise<StorePlan> {
  return answer(api.POST("/api/stores:plan", { body: { spec: { ...spec } }, signal }));
}

/**
 * Changes a store.
 *
 * @param patch JSON merge patch: null sets a field back to its default.
 * @param etag Of the store that the change was made from.
 * @throws {ApiFailure} 412 when somebody else changed the store meanwhile
 */
export function changeStore(name: string, patch: object, etag: string): Promise<Accepted> {
  return answer(api.PATCH("/api/stores/{name}", { params: { ...named(name), header: { "if-match": etag } }, body: { ...patch } }));
}

export function verifyStore(name: string): Promise<Accepted> {
  return answer(api.POST("/api/stores/{name}/verify", { params: named(name) }));
}

export function upgradeStore({ name }: StoreDetail): Promise<Accepted> {
  return answer(api.POST("/api/stores/{name}/upgrade", { params: named(name) }));
}

export function rollbackStore(name: string, revision: number): Promise<Accepted> {
  return answer(api.POST("/api/stores/{name}/rollback", { params: named(name), body: { revision } }));
}

export function suspendStore(name: string): Promise<Accepted> {
  return answer(api.POST("/api/stores/{name}/suspend", { params: named(name) }));
}

export function resumeStore(name: string): Promise<Accepted> {
  return answer(api.POST("/api/stores/{name}/resume", { params: named(name) }));
}

export function deleteStore(name: string): Promise<Accepted> {
  return answer(api.DELETE("/api/stores/{name}", { params: named(name) }));
}

export function cancelOperation(id: string): Promise<Accepted> {
  return answer(api.POST("/api/operations/{id}/cancel", { params: { path: { id } } }));
}

/** Reads the log-in of the shop's administration; the API records who did. */
export function revealCredentials(name: string): Promise<Credentials> {
  return answer(api.GET("/api/stores/{name}/admin-credentials", { params: named(name) }));
}
