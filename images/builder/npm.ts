import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./run.ts";

/** Options of {@link npmInstall}. */
export interface NpmInstallOptions {
  /** Folder with package.json and package-lock.json. */
  readonly source: string;
  /** Folder to install into; made when missing. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
}

/**
 * Installs exactly what the lock file says, development packages included, and returns the node_modules folder. Install scripts do not run: an
 * image must not depend on what a package does to the machine that builds it.
 */
export async function npmInstall({ source, folder, signal, onProgress }: NpmInstallOptions): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) await copyFile(join(source, file), join(folder, file));
  onProgress?.("installing npm packages");
  const args = ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  try {
    await run("npm", args, { cwd: folder, signal, env: { NODE_ENV: undefined, NODE_OPTIONS: undefined } });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new Error("npm is needed to build images and was not found; install Node.js with npm", { cause: error });
    }
    throw error;
  }
  return join(folder, "node_modules");
}
