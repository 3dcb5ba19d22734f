import type { FastifyRequest } from "fastify";
import type { Kysely } from "kysely";
import type { Database, StoreRow } from "../db/schema.ts";
import { findShownStore, type ShownStore } from "../db/shown-stores.ts";
import { findStore, lockStore } from "../db/stores.ts";
import { type Actor, actorOf } from "./auth/actor.ts";
import type { ApiDependencies, DeclaredStore } from "./dependencies.ts";
import { ApiProblem, storeNotFound } from "./problems.ts";

/** Whether somebody may see and change a store. */
export function maySee(actor: Actor, ownerId: string | null): boolean {
  return actor.role === "admin" || actor.id === ownerId;
}

/**
 * A store that the sender may see.
 *
 * @throws {ApiProblem} `store-not-found`, also when it is somebody else's
 */
export async function visibleStore(request: FastifyRequest, db: Kysely<Database>, name: string): Promise<StoreRow> {
  const row = await findStore(db, name);
  if (row === undefined || !maySee(actorOf(request), row.owner_id)) throw storeNotFound(name);
  return row;
}

/**
 * The same with what is shown beside it.
 *
 * @throws {ApiProblem} `store-not-found`, also when it is somebody else's
 */
export async function shownStore(request: FastifyRequest, db: Kysely<Database>, name: string): Promise<ShownStore> {
  const row = await findShownStore(db, name);
  if (row === undefined || !maySee(actorOf(request), row.owner_id)) throw storeNotFound(name);
  return row;
}

/**
 * A store that the sender may change, held until the transaction ends.
 *
 * @throws {ApiProblem} `declared-store` for a store of `stores.ts`, `store-not-found` otherwise
 */
export async function changeableStore(
  request: FastifyRequest,
  dependencies: ApiDependencies,
  transaction: Kysely<Database>,
  name: string,
): Promise<StoreRow> {
  const row = await lockStore(transaction, name);
  if (row !== undefined && maySee(actorOf(request), row.owner_id)) return row;
  if (row === undefined && (await declaredStore(request, dependencies, name)) !== undefined) {
    throw new ApiProblem("declared-store", `${name} is declared in stores/stores.ts: change it there, and run storefleet up.`);
  }
  throw storeNotFound(name);
}

/** A declared store that the sender may see: an admin every one, a member those that name the member as owner. */
export async function declaredStore(
  request: FastifyRequest,
  dependencies: ApiDependencies,
  name: string,
): Promise<DeclaredStore | undefined> {
  const actor = actorOf(request);
  const declared = await dependencies.declared();
  return declared.find(({ spec }) => spec.name === name && maySee(actor, spec.owner));
}
