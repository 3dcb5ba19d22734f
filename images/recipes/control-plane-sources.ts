import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import type { FileEntry } from "../builder/file-entry.ts";
import { sourceFiles } from "../builder/recipe.ts";

/** This repository. */
export const checkout = join(import.meta.dirname, "../..");

/** What the control plane's process runs, and what its engine's program needs. */
const folders = [
  ...["stores", "constructs", "charts", "stacks"],
  ...["api", "cluster", "db", "engine", "operations", "plan-summary", "server", "verify", "worker"].map((part) => `control/${part}`),
];
const files = ["package.json", "Pulumi.yaml", "control/web/build.ts", "control/web/serve.ts"];

/** The declared fleet is its environment's and mounted: a store more must not make another image. */
const fleet = "stores/stores.ts";

/** Names of the repository's files that go into the image, sorted; tests and their helpers stay behind. */
export async function sourceNames(): Promise<readonly string[]> {
  const below = await Promise.all(
    folders.map(async (folder) => (await sourceFiles(join(checkout, folder))).map((name) => posix.join(folder, name))),
  );
  return [...below.flat(), ...files].filter((name) => name !== fleet && !/(^|\/)(testing|__snapshots__|recorded)\//.test(name)).sort();
}

/** The folder /app of the image. */
export async function sourceEntries(): Promise<readonly FileEntry[]> {
  const own = (await sourceNames()).map((name) => ({ path: posix.join("app", name), source: join(checkout, name) }));
  const manifest = JSON.parse(await readFile(join(checkout, "package.json"), "utf8")) as { type: string };
  if (manifest.type !== "module") throw new Error("package.json must say that the sources are ES modules");
  return [...own, { path: posix.join("app", fleet), content: "export default [];\n" }];
}
