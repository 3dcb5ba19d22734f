/**
 * Makes a fresh clone runnable with nothing but Node ≥ 20 and npm: installs the locked dependencies when they are
 * missing or stale, then hands over to the pinned Node 24, which runs TypeScript without a build. Needs no dependency itself.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

export const root = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..");
const modules = join(root, "node_modules");
const stamp = join(modules, ".storefleet-lock");

const [major] = process.versions.node.split(".").map(Number);
if (major < 20) fail(`Node ${process.versions.node} is too old: Storefleet starts on Node 20 or newer and then runs on its own Node 24.`);

/** The locked Node 24 where its package exists (Linux), else the host's own when that is new enough. */
function pinnedNode() {
  const locked = join(modules, `node-${process.platform}-${process.arch}`, "bin", "node");
  if (existsSync(locked)) return locked;
  if (major >= 24) return process.execPath;
  return fail(
    `no Node 24 package exists for ${process.platform}-${process.arch}: install Node 24 or newer (this is ${process.versions.node}).`,
  );
}

/** Installs dependencies when `package-lock.json` differs from what is installed. */
export function ensureDependencies() {
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  withLock(() => {
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
    const started = Date.now();
    process.stderr.write("Installing npm dependencies (about 40 s the first time) …\n");
    const result = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
      encoding: "utf8",
    });
    if (result.error) fail(`npm could not be started (${result.error.message}); install Node.js with npm.`);
    if (result.status !== 0) {
      process.stderr.write(result.stdout ?? "");
      fail("npm ci failed (see above). Storefleet needs the npm registry, or a registry set by `npm config set registry`.");
    }
    writeFileSync(stamp, wanted);
    process.stderr.write(`Installed npm dependencies in ${Math.round((Date.now() - started) / 1000)} s.\n`);
  });
}

/** Runs a program on the pinned Node 24 and resolves with its exit code; signals reach the program, not us. */
export function runOnPinnedNode(args) {
  return run(pinnedNode(), ["--disable-warning=ExperimentalWarning", ...args]);
}

/** Runs any command with the pinned Node and the project's tools first on PATH. */
export function run(command, args) {
  const path = [dirname(pinnedNode()), join(modules, ".bin"), process.env.PATH].join(delimiter);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, PATH: path } });
    // A terminal sends Ctrl-C to both of us; the program cleans up and decides the exit code.
    process.on("SIGINT", () => {});
    for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    child.on("error", (error) => fail(`${command} could not be started: ${error.message}`));
    child.on("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
  });
}

function withLock(action) {
  const lock = join(root, ".storefleet", "install.lock");
  mkdirSync(join(root, ".storefleet"), { recursive: true });
  for (let waited = 0; ; waited++) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      if (!alive(Number(readFileSync(lock, "utf8")))) rmSync(lock, { force: true });
      else {
        if (waited === 0) process.stderr.write("Waiting for another npm install in this folder …\n");
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
      }
    }
  }
  try {
    action();
  } finally {
    rmSync(lock, { force: true });
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function fail(message) {
  process.stderr.write(`storefleet: ${message}\n`);
  process.exit(1);
}
