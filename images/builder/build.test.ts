import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type BuildProgress, buildRecipes } from "./build.ts";
import { type BuiltImage, type ImageRecipe, recipeReference } from "./recipe.ts";

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "storefleet-build-"));
});
afterEach(() => rm(cacheDir, { recursive: true, force: true }));

const image: BuiltImage = {
  layers: [{ kind: "files", entries: [{ path: "app", content: "x" }] }],
  config: { cmd: ["/app"] },
  components: [{ type: "library", name: "left-pad", version: "1.0.0", purl: "pkg:npm/left-pad@1.0.0", license: "MIT" }],
};

const recipe = (name: string, build: ImageRecipe["build"] = async () => image): ImageRecipe => ({
  name,
  version: "1",
  inputs: null,
  build,
});

describe("buildRecipes", () => {
  test("builds what is missing, with its list of versions, and leaves what is there", async () => {
    const steps: BuildProgress[] = [];
    const one = recipe("one");
    const options = { cacheDir, onProgress: (step: BuildProgress) => void steps.push(step) };
    const [first] = await buildRecipes([one], options);
    const reference = await recipeReference(one);
    expect(first).toMatchObject({ name: "one", reference, built: true });
    expect(steps).toEqual([
      { image: "one", message: "building" },
      { image: "one", message: "writing the archive" },
    ]);
    const sbom = JSON.parse(await readFile(first!.sbom, "utf8"));
    expect(sbom.metadata.component).toMatchObject({ name: "storefleet.local/one", version: reference.split(":")[1] });
    const [again] = await buildRecipes([one], options);
    expect(again).toMatchObject({ file: first!.file, built: false });
  });

  test("keeps the order it was given, whatever takes longer", async () => {
    const slow = recipe("slow", async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return image;
    });
    const files = await buildRecipes([slow, recipe("b"), recipe("c")], { cacheDir });
    expect(files.map(({ name }) => name)).toEqual(["slow", "b", "c"]);
  });

  test("builds an image once when two callers want it at the same time", async () => {
    let builds = 0;
    const counted = recipe("counted", async () => {
      builds++;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return image;
    });
    const both = await Promise.all([buildRecipes([counted], { cacheDir }), buildRecipes([counted], { cacheDir })]);
    expect(builds).toBe(1);
    expect(
      both
        .flat()
        .map(({ built }) => built)
        .sort(),
    ).toEqual([false, true]);
  });

  test("reports every failure, keeps what succeeded, and leaves nothing half-built", async () => {
    const broken = (name: string) => recipe(name, () => Promise.reject(new Error("no network")));
    const building = buildRecipes([broken("a"), recipe("b"), broken("c")], { cacheDir });
    await expect(building).rejects.toThrow("image a: no network\nimage c: no network");
    const tag = (await recipeReference(recipe("b"))).split(":")[1];
    expect((await readdir(join(cacheDir, "images"))).sort()).toEqual([`b-${tag}.cdx.json`, `b-${tag}.tar`]);
  });

  test("has cleaned up after every image when it ends by being stopped", async () => {
    const stop = new AbortController();
    const slowToEnd = recipe("slow", async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return image;
    });
    const stopping = recipe("stopping", () => {
      stop.abort(new Error("Ctrl-C"));
      return Promise.reject(new Error("killed"));
    });
    await expect(buildRecipes([slowToEnd, stopping], { cacheDir, signal: stop.signal })).rejects.toThrow("Ctrl-C");
    expect((await readdir(join(cacheDir, "images"))).filter((name) => /lock|tmp/.test(name))).toEqual([]);
  });

  test("stops when told to, with the reason", async () => {
    const stop = new AbortController();
    const endless = recipe("endless", ({ signal }) => {
      stop.abort(new Error("Ctrl-C"));
      signal?.throwIfAborted();
      return Promise.resolve(image);
    });
    await expect(buildRecipes([endless, recipe("b")], { cacheDir, signal: stop.signal, concurrency: 1 })).rejects.toThrow("Ctrl-C");
    expect(await readdir(join(cacheDir, "images"))).toEqual([]);
  });
});
