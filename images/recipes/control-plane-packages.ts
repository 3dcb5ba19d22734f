import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exists } from "../builder/exists.ts";
import { type FileEntry, treeEntries } from "../builder/file-entry.ts";
import { checkout } from "./control-plane-sources.ts";
import { type NpmLock, type NpmLockPackage, reachablePackages, unneededAtRunTime } from "./npm-prune.ts";

/** Packages that the shipped sources import. The rehearsal fails when one is missing. */
export const roots: readonly string[] = [
  ...["@better-auth/api-key", "@fastify/helmet", "@fastify/rate-limit", "@fastify/static", "@fastify/swagger", "@kubernetes/client-node"],
  ...["@pulumi/kubernetes", "@pulumi/pulumi", "@scalar/fastify-api-reference", "better-auth", "cdk8s", "cdk8s-plus-30", "constructs"],
  ...["fastify", "fastify-plugin", "fastify-type-provider-zod", "kysely", "pg", "pg-boss", "pino", "prom-client", "undici", "yaml", "zod"],
];

/** The compiler, which Node replaces, and what only a page needs. */
const cut = new Set(["typescript", "react", "react-dom"]);

/**
 * The locked packages that the control plane needs, by where they are installed. They are taken from the repository's own
 * node_modules, which is what its tests have run with.
 *
 * @throws when what is installed is not what the lock says, or is made for one kind of machine
 */
export async function productionPackages(): Promise<Readonly<Record<string, NpmLockPackage>>> {
  const lock = await readLock("package-lock.json");
  const installed = await readLock("node_modules/.package-lock.json");
  const dependencies = Object.fromEntries(roots.map((name) => [name, "*"]));
  const reached = reachablePackages(
    { packages: { ...lock.packages, "": { dependencies } } },
    (name) => cut.has(name) || name.startsWith("@types/"),
  );
  const found: Record<string, NpmLockPackage> = {};
  for (const path of [...reached].sort()) {
    const locked = lock.packages[path] as NpmLockPackage & { readonly os?: unknown; readonly cpu?: unknown };
    // An optional peer that nobody asked for is locked and not installed.
    if (!(await exists(join(checkout, path)))) continue;
    if (installed.packages[path]?.integrity !== locked.integrity) throw new Error(`${path} is not what package-lock.json says; run npm ci`);
    if (locked.os !== undefined || locked.cpu !== undefined)
      throw new Error(`${path} is made for one kind of machine; the image needs any`);
    found[path] = locked;
  }
  return found;
}

/** /app/node_modules of the image. */
export async function moduleEntries(packages: Readonly<Record<string, NpmLockPackage>>): Promise<readonly FileEntry[]> {
  const trees = await Promise.all(
    Object.keys(packages).map((path) =>
      treeEntries(join(checkout, path), join("app", path), {
        include: (name, directory) => name !== "node_modules" && !unneededAtRunTime(name, directory),
      }),
    ),
  );
  return trees.flat();
}

async function readLock(name: string): Promise<NpmLock> {
  return JSON.parse(await readFile(join(checkout, name), "utf8")) as NpmLock;
}
