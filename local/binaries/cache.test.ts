import { mkdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { cacheLayout, findCached, findCachedRecipe, newStagingFolder, publish, removeDeadStaging } from "./cache.ts";
import { filesUnder, sha256, temporaryFolder } from "./test-fixtures.ts";

const provenance = { name: "helm", version: "1.2.3", route: "go", source: "example.org/tool", seconds: 1, recipe: "r1" } as const;

describe("cache", () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let cache: string;
  beforeEach(async () => {
    temporary = await temporaryFolder();
    cache = temporary.folder;
  });
  afterEach(() => temporary.remove());

  async function staged(content: string): Promise<string> {
    const file = join(await newStagingFolder(cache), "out");
    await writeFile(file, content);
    return file;
  }

  test("gives back what was published", async () => {
    const published = await publish(cache, "k1", await staged("program"), provenance);
    const file = join(cache, "binaries", "helm", "k1", "helm");
    expect(published).toEqual({ name: "helm", version: "1.2.3", file, route: "go", sha256: sha256("program") });
    expect(await findCached(cache, "helm", "k1")).toEqual(published);
    expect((await stat(file)).mode & 0o777).toBe(0o755);
    expect(JSON.parse(await readFile(join(dirname(file), "receipt.json"), "utf8"))).toMatchObject({ ...provenance, size: 7 });
  });

  test("knows nothing under another key or name", async () => {
    await publish(cache, "k1", await staged("program"), provenance);
    expect(await findCached(cache, "helm", "k2")).toBeUndefined();
    expect(await findCached(cache, "kubectl", "k1")).toBeUndefined();
  });

  test("does not give a binary whose size has changed, and lets it be replaced", async () => {
    const { file } = await publish(cache, "k1", await staged("program"), provenance);
    await truncate(file, 3);
    expect(await findCached(cache, "helm", "k1")).toBeUndefined();
    await publish(cache, "k1", await staged("program"), provenance);
    expect(await readFile(file, "utf8")).toBe("program");
  });

  test("takes the same binary twice", async () => {
    await Promise.all(
      [publish(cache, "k1", await staged("program"), provenance), publish(cache, "k1", await staged("program"), provenance)].map((one) =>
        one.catch(() => undefined),
      ),
    );
    expect(await findCached(cache, "helm", "k1")).toMatchObject({ version: "1.2.3" });
  });

  test("finds a recipe's newest build whatever Go made it", async () => {
    await publish(cache, "k1", await staged("old"), provenance);
    const newest = await publish(cache, "k2", await staged("new"), provenance);
    await publish(cache, "k3", await staged("other"), { ...provenance, recipe: "r2" });
    expect(await findCachedRecipe(cache, "helm", "r1")).toEqual(newest);
    expect(await findCachedRecipe(cache, "helm", "r3")).toBeUndefined();
  });

  test("clears what dead processes left and spares the living", async () => {
    const own = await newStagingFolder(cache);
    const dead = join(cacheLayout.staging(cache), "dead");
    await mkdir(dead, { recursive: true });
    await writeFile(join(dead, ".owner"), JSON.stringify({ pid: 2 ** 22 + 1, started: "x" }));
    await writeFile(join(dead, "half"), "…");
    await removeDeadStaging(cache);
    expect(await filesUnder(cacheLayout.staging(cache))).toEqual([join(own.slice(cacheLayout.staging(cache).length + 1), ".owner")]);
  });
});
