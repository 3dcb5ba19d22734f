import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import fc from "fast-check";
import type { TestPostgres } from "../db/testing/postgres.ts";
import { buildOpenApi } from "./openapi.ts";
import { type ApiUnderTest, apiUnderTest, startApiPostgres, type TestUser } from "./testing/api-under-test.ts";
import { arbitraryOf, type JsonSchema } from "./testing/schema-arbitrary.ts";

jest.setTimeout(180_000);
let postgres: TestPostgres;
let api: ApiUnderTest;
let admin: TestUser;

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema: JsonSchema;
}
interface Route {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: JsonSchema } } };
  readonly responses: Record<string, { description: string }>;
}
type Document = { openapi: string; paths: Record<string, Record<string, Route>>; components: { schemas: Record<string, JsonSchema> } };

beforeAll(async () => {
  postgres = await startApiPostgres();
  api = await apiUnderTest(postgres);
  admin = await api.user("admin");
});
afterAll(async () => {
  await api?.close();
  await postgres?.stop();
});

test("the document says what every route is, with refusals, and all its references lead somewhere", async () => {
  const document = (await buildOpenApi()) as unknown as Document;
  expect(document.openapi).toBe("3.1.0");
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, route] of Object.entries(methods)) {
      expect([path, method, typeof route.summary, route.tags?.length]).toEqual([path, method, "string", 1]);
      if (!["/healthz", "/readyz"].includes(path)) expect(Object.keys(route.responses)).toEqual(expect.arrayContaining(["4XX", "5XX"]));
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (route.parameters ?? []).filter((parameter) => parameter.in === "path").map(({ name }) => name);
      expect(declared).toEqual(inPath);
    }
  }
  const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? [];
  for (const reference of new Set(references)) expect(Object.keys(document.components.schemas)).toContain(reference.split("/").at(-1));
});

test("the document is what a linter from elsewhere recommends", async () => {
  const config = await createConfig({
    extends: ["recommended"],
    rules: {
      "operation-operationId": "off",
      // Health has nothing to refuse.
      "operation-4xx-response": "off",
    },
  });
  const problems = await lintFromString({ source: JSON.stringify(await buildOpenApi()), config });
  expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0]?.pointer}`)).toEqual([]);
});

test("the served document is the same, and its page needs nothing from elsewhere", async () => {
  const served = await api.app.inject({ method: "GET", url: "/api/openapi.json" });
  expect(served.json()).toEqual(JSON.parse(JSON.stringify(await buildOpenApi())));
  const page = await api.app.inject({ method: "GET", url: "/api/reference/" });
  expect(page.statusCode).toBe(200);
  expect(page.body).not.toMatch(/(src|href)="https?:/);
});

test("no request that the document allows, or nearly allows, ends in a 5xx", async () => {
  const document = (await buildOpenApi()) as unknown as Document;
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => ({ path, method, route })),
  );
  for (const { path, method, route } of routes) {
    const values = (place: Parameter["in"]) =>
      fc.record(
        Object.fromEntries(
          (route.parameters ?? [])
            .filter((parameter) => parameter.in === place)
            .map(({ name, schema }) => [name, arbitraryOf(schema, document.components.schemas)]),
        ),
        place === "path" ? {} : { requiredKeys: [] },
      );
    const schema = route.requestBody?.content["application/json"].schema;
    const body = schema === undefined ? fc.constant(undefined) : fc.oneof(arbitraryOf(schema, document.components.schemas), fc.jsonValue());
    const known = fc.constantFrom("alpha", "aurora", "nothing");
    await fc.assert(
      fc.asyncProperty(values("path"), values("query"), values("header"), body, known, async (inPath, query, headers, payload, name) => {
        const url = path.replaceAll(/\{(\w+)\}/g, (_, key) =>
          // No address can hold half of a character.
          encodeURIComponent(key === "name" ? name : String(inPath[key] ?? "x").toWellFormed() || "x"),
        );
        const search = new URLSearchParams(Object.fromEntries(Object.entries(query).map(([key, value]) => [key, String(value)])));
        const sent = Object.fromEntries(
          Object.entries(headers).flatMap(([key, value]) =>
            /^[\x21-\x7e]+$/.test(String(value)) && key !== "accept" ? [[key, String(value)]] : [],
          ),
        );
        const reply = await api.app.inject({
          method: method.toUpperCase() as "GET",
          url: `${url}?${search}`,
          headers: { ...admin.headers, ...sent, ...(payload === undefined ? {} : { "content-type": "application/json" }) },
          ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
        });
        // Said openly: this API has no engine.
        if (reply.statusCode === 501 && reply.json().code === "not-supported-yet") return;
        if (reply.statusCode >= 500) throw new Error(`${method} ${url} ${JSON.stringify(payload)}: ${reply.statusCode} ${reply.body}`);
        if (reply.statusCode >= 400) expect(reply.headers["content-type"]).toContain("application/problem+json");
      }),
      { numRuns: 12 },
    );
  }
});
