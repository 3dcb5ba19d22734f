import { expect, test } from "@jest/globals";
import { onlyReferenced } from "./referenced-components.ts";

const to = (name: string) => ({ $ref: `#/components/schemas/${name}` });

test("keeps schemas that a path leads to, through others and in circles, and what is no schema", () => {
  const document = {
    openapi: "3.1.0",
    paths: { "/a": { get: { responses: { 200: { content: { "application/json": { schema: to("Page") } } } } } } },
    components: {
      securitySchemes: { key: { type: "http" } },
      schemas: { Page: { items: to("Item") }, Item: { next: to("Item") }, PageInput: { items: to("ItemInput") }, ItemInput: {} },
    },
  };
  const { Page, Item } = document.components.schemas;
  expect(onlyReferenced(document)).toEqual({
    openapi: "3.1.0",
    paths: document.paths,
    components: { securitySchemes: { key: { type: "http" } }, schemas: { Page, Item } },
  });
});

test("a document without schemas stays one", () => {
  expect(onlyReferenced({ paths: {} })).toEqual({ paths: {}, components: { schemas: {} } });
});
