import { afterAll, afterEach, beforeAll, jest } from "@jest/globals";
import type { TestPostgres } from "../../db/testing/postgres.ts";
import { type ApiUnderTest, apiUnderTest, startApiPostgres, type TestChanges, type TestUser } from "./api-under-test.ts";

/**
 * Gives every test of a file an API with a database of its own, which is closed after it. Called once, at the file's head.
 *
 * @returns what opens it. Its parameter: what differs from an installation where everything works
 */
export function apiPerTest(): (changes?: TestChanges) => Promise<ApiUnderTest> {
  let postgres: TestPostgres;
  let api: ApiUnderTest | undefined;
  jest.setTimeout(60_000);
  beforeAll(async () => {
    postgres = await startApiPostgres();
  });
  afterEach(async () => {
    await api?.close();
    api = undefined;
  });
  afterAll(() => postgres?.stop());
  return async (changes) => {
    api = await apiUnderTest(postgres, changes);
    return api;
  };
}

/** Body of a request for a store that may be made. */
export function storeBody(name: string, more: object = {}) {
  return { name, engine: "medusa", adminEmail: "admin@example.com", ...more };
}

/** Asks for a store. */
export function createStore({ app }: Pick<ApiUnderTest, "app">, user: TestUser, payload: object, headers: object = {}) {
  return app.inject({ method: "POST", url: "/api/stores", headers: { ...user.headers, ...headers }, payload });
}
