import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const here = import.meta.dirname;
const root = join(here, "../..");
const stampName = ".build-hash";

/** What decides the bytes of the build: the pages, the model that they import, and the locked packages. */
const inputs = [
  "control/web/app",
  "control/web/public",
  "control/web/index.html",
  "control/web/vite.config.ts",
  "stores",
  "package-lock.json",
];

/** A build of the dashboard that can be served. */
export interface WebBuild {
  /** Folder with `index.html`, hashed assets, and each of them precompressed (`.br`, `.gz`). */
  readonly folder: string;
  /** Whether it had to be made; false when an earlier one has the same inputs. */
  readonly built: boolean;
  /** How long that took, in seconds. */
  readonly seconds: number;
}

/** Options of {@link ensureWebBuild}. */
export interface WebBuildOptions {
  /** Where the build goes. @default control/web/dist */
  readonly folder?: string;
  /** Told once when a build starts. */
  readonly onBuild?: () => void;
}

/**
 * Makes the dashboard's build unless the one that is there has the same inputs. Several processes may do so at once: each
 * builds aside and puts its result in place whole.
 *
 * @throws {Error} with the bundler's output when the build fails
 */
export async function ensureWebBuild(options: WebBuildOptions = {}): Promise<WebBuild> {
  const started = performance.now();
  const folder = options.folder ?? join(here, "dist");
  const hash = await hashInputs();
  const current = await readFile(join(folder, stampName), "utf8").catch(() => undefined);
  if (current === hash) return { folder, built: false, seconds: elapsed(started) };
  options.onBuild?.();
  const aside = `${folder}.${process.pid}`;
  try {
    await bundle(aside);
    await compress(aside);
    await writeFile(join(aside, stampName), hash);
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder).catch(async (error: NodeJS.ErrnoException) => {
      // Another process was faster with the same result.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return { folder, built: true, seconds: elapsed(started) };
}

/** The bundler runs in a process of its own, so that its memory goes with it: this one may be a server. */
async function bundle(folder: string): Promise<void> {
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const child = spawn(process.execPath, [vite, "build", here, "--outDir", folder, "--logLevel", "warn"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => output.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`the dashboard could not be built (vite ended with ${code}):\n${Buffer.concat(output).toString()}`);
}

async function compress(folder: string): Promise<void> {
  const worth = (await filesBelow(folder)).filter((file) => /\.(html|js|css|svg)$/.test(file));
  await Promise.all(
    worth.map(async (file) => {
      const content = await readFile(file);
      await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
      await writeFile(
        `${file}.br`,
        await promisify(brotliCompress)(content, {
          params: { [constants.BROTLI_PARAM_QUALITY]: 10 },
        }),
      );
    }),
  );
}

async function hashInputs(): Promise<string> {
  const hash = createHash("sha256");
  for (const input of inputs) {
    for (const file of (await filesBelow(join(root, input))).filter((name) => !/\.test\.tsx?$/.test(name))) {
      hash.update(`${relative(root, file)}\0`).update(await readFile(file));
    }
  }
  return hash.digest("hex");
}

/** Every file below a folder, or the file itself, in a fixed order. */
async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, {
    recursive: true,
    withFileTypes: true,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function elapsed(since: number): number {
  return Math.round(performance.now() - since) / 1000;
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  void ensureWebBuild(folder === undefined ? {} : { folder }).then(({ built, seconds, ...build }) => {
    process.stdout.write(`${built ? "Built" : "Unchanged"}: ${relative(process.cwd(), build.folder)} (${seconds} s)\n`);
  });
}
