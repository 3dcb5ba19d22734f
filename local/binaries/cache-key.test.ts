import { appendFile, cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Artefact } from "./binary.ts";
import { artefactKey, goKey, linkerFlags, recipeKey } from "./cache-key.ts";
import { TEST_MODULE, temporaryFolder, writeModules } from "./test-fixtures.ts";

const recipe = { module: TEST_MODULE, package: "example.org/tool" };
const artefact = fc.record({
  url: fc.webUrl(),
  mirrorFile: fc.string(),
  checksum: fc.string({ minLength: 1 }).map((sha256) => ({ kind: "pinned" as const, sha256 })),
});

describe("cache keys", () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let modules: string;
  beforeEach(async () => {
    temporary = await temporaryFolder();
    modules = await writeModules(temporary.folder);
  });
  afterEach(() => temporary.remove());

  test("are short, safe folder names", () => {
    fc.assert(fc.property(artefact, (one) => expect(artefactKey(one)).toMatch(/^[0-9a-f]{20}$/)));
  });

  test("of files differ exactly if address, member or checksum do", () => {
    fc.assert(
      fc.property(artefact, artefact, (one, other) => {
        const isSame = one.url === other.url && one.checksum.sha256 === other.checksum.sha256;
        expect(artefactKey(one) === artefactKey(other)).toBe(isSame);
      }),
    );
    const one: Artefact = { url: "https://a/b", mirrorFile: "b", checksum: { kind: "published", url: "https://a/c" } };
    expect(artefactKey({ ...one, mirrorFile: "elsewhere" })).toBe(artefactKey(one));
    expect(artefactKey({ ...one, member: "x" })).not.toBe(artefactKey(one));
    expect(artefactKey({ ...one, checksum: { kind: "pinned", sha256: "https://a/c" } })).not.toBe(artefactKey(one));
  });

  test("of Go builds change with the Go version", () => {
    fc.assert(fc.property(fc.string(), fc.string(), (one, other) => expect(goKey("r", one) === goKey("r", other)).toBe(one === other)));
  });

  test("of recipes do not depend on where the checkout is", async () => {
    const elsewhere = join(temporary.folder, "elsewhere");
    await cp(modules, elsewhere, { recursive: true });
    expect(await recipeKey(recipe, "linux-amd64", elsewhere)).toBe(await recipeKey(recipe, "linux-amd64", modules));
  });

  test.each(["go.mod", "go.sum", "main.go"])("of recipes change with %s", async (file) => {
    const before = await recipeKey(recipe, "linux-amd64", modules);
    await appendFile(join(modules, TEST_MODULE.folder, file), "// changed\n");
    expect(await recipeKey(recipe, "linux-amd64", modules)).not.toBe(before);
  });

  test("of recipes ignore other files and the expected time", async () => {
    const before = await recipeKey(recipe, "linux-amd64", modules);
    await writeFile(join(modules, TEST_MODULE.folder, "README.md"), "hello");
    expect(await recipeKey({ ...recipe, module: { ...TEST_MODULE, seconds: 1 } }, "linux-amd64", modules)).toBe(before);
  });

  test("of recipes change with platform, package and stamps", async () => {
    const keys = await Promise.all([
      recipeKey(recipe, "linux-amd64", modules),
      recipeKey(recipe, "linux-arm64", modules),
      recipeKey({ ...recipe, package: "." }, "linux-amd64", modules),
      recipeKey({ ...recipe, module: { ...TEST_MODULE, stamps: {} } }, "linux-amd64", modules),
    ]);
    expect(new Set(keys).size).toBe(4);
  });

  test("stamp the version and strip the rest", () => {
    expect(linkerFlags(TEST_MODULE)).toBe("-s -w -X main.version=1.2.3");
  });
});
