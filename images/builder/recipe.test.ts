import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { archivePath, type ImageRecipe, recipeReference, sourceFiles } from "./recipe.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storefleet-recipe-"));
  await mkdir(join(folder, "app/src"), { recursive: true });
  await writeFile(join(folder, "app/package.json"), "{}");
  await writeFile(join(folder, "app/src/main.js"), "run()");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const recipe = (change: Partial<ImageRecipe> = {}): ImageRecipe => ({
  name: "app",
  version: "1.2",
  inputs: { packages: ["a"] },
  sources: [join(folder, "app")],
  build: () => Promise.reject(new Error("a reference must not need a build")),
  ...change,
});

describe("an image's reference", () => {
  test("names image, version and twelve digits of a hash, and needs no build", async () => {
    expect(await recipeReference(recipe())).toMatch(/^storefleet\.local\/app:1\.2-[0-9a-f]{12}$/);
  });

  test("stays the same when nothing that decides the bytes changed", async () => {
    const before = await recipeReference(recipe());
    await mkdir(join(folder, "app/node_modules/x"), { recursive: true });
    await writeFile(join(folder, "app/node_modules/x/index.js"), "");
    await mkdir(join(folder, "app/.next"));
    await writeFile(join(folder, "app/src/main.test.ts"), "");
    expect(await recipeReference(recipe())).toBe(before);
  });

  test("does not depend on where the checkout is", async () => {
    const before = await recipeReference(recipe());
    await mkdir(join(folder, "elsewhere"));
    await rename(join(folder, "app"), join(folder, "elsewhere/app"));
    expect(await recipeReference(recipe({ sources: [join(folder, "elsewhere/app")] }))).toBe(before);
  });

  test.each<[string, () => Promise<ImageRecipe> | ImageRecipe]>([
    ["the version", () => recipe({ version: "1.3" })],
    ["the name", () => recipe({ name: "other" })],
    ["the data", () => recipe({ inputs: { packages: ["b"] } })],
    ["a source file", () => writeFile(join(folder, "app/src/main.js"), "walk()").then(() => recipe())],
    ["a new source file", () => writeFile(join(folder, "app/src/more.js"), "").then(() => recipe())],
    ["a removed source file", () => rm(join(folder, "app/src/main.js")).then(() => recipe())],
    ["a renamed source file", () => rename(join(folder, "app/src/main.js"), join(folder, "app/src/run.js")).then(() => recipe())],
    ["a single file as a source", () => recipe({ sources: [join(folder, "app/package.json")] })],
  ])("changes with %s", async (_what, change) => {
    const before = await recipeReference(recipe());
    expect(await recipeReference(await change())).not.toBe(before);
  });

  test("differs for different data, and is equal for equal data", async () => {
    const reference = (inputs: unknown) => recipeReference(recipe({ inputs, sources: [] }));
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect((await reference(one)) === (await reference(other))).toBe(same);
      }),
      { numRuns: 200 },
    );
  });
});

test("the archive's name carries image and tag", () => {
  expect(archivePath("/cache", "storefleet.local/app:1.2-abc")).toBe("/cache/images/app-1.2-abc.tar");
});

test("sourceFiles lists what is not a tool's output, sorted", async () => {
  await writeFile(join(folder, "app/debug.log"), "");
  expect(await sourceFiles(join(folder, "app"))).toEqual(["package.json", "src/main.js"]);
});
