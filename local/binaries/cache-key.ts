import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Artefact, GoModule, GoRecipe } from "./binary.ts";
import { sha256OfText } from "./checksum.ts";
import type { Platform } from "./platform.ts";

/** Bump it when the way of building changes in a manner that the other inputs do not show. */
const BUILD_GENERATION = 1;

/** Folder of the pinned Go modules. */
export const GO_MODULES_FOLDER = join(import.meta.dirname, "..", "go");

/** Key of a binary that is taken out of an official file, wherever that file is fetched from. */
export function artefactKey(artefact: Artefact): string {
  return short(JSON.stringify(["artefact", artefact.url, artefact.member ?? "", artefact.checksum]));
}

/**
 * Key of a Go recipe: everything that decides the bytes but the Go version. It is the same on every machine and in every
 * checkout, since paths are trimmed out of the binary.
 */
export async function recipeKey(recipe: GoRecipe, platform: Platform, modules: string = GO_MODULES_FOLDER): Promise<string> {
  const { module } = recipe;
  const inputs = [
    BUILD_GENERATION,
    platform,
    recipe.package,
    linkerFlags(module),
    module.embeds ?? [],
    await sourcesOf(join(modules, module.folder)),
  ];
  return short(JSON.stringify(inputs));
}

/** Key of a Go-built binary. */
export function goKey(recipe: string, goVersion: string): string {
  return short(JSON.stringify(["go", recipe, goVersion]));
}

/** The linker flags of a module's programs: stripped, with their version stamped in. */
export function linkerFlags(module: GoModule): string {
  const stamps = Object.entries(module.stamps).map(([variable, value]) => `-X ${variable}=${value}`);
  return ["-s", "-w", ...stamps].join(" ");
}

/** The files of a pinned module that take part in its build, as sorted name and text. */
export async function sourcesOf(folder: string): Promise<readonly (readonly [name: string, text: string])[]> {
  const names = (await readdir(folder)).filter((name) => name === "go.mod" || name === "go.sum" || name.endsWith(".go")).sort();
  return Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const));
}

function short(text: string): string {
  return sha256OfText(text).slice(0, 20);
}
