import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** Runs inside the unpacked image while it is built: the storefront starts on a read-only root, lives, and is not ready without a backend. */
const url = "http://127.0.0.1:3000";
const env = {
  ...process.env,
  MEDUSA_BACKEND_URL: "http://127.0.0.1:9",
  MEDUSA_PUBLISHABLE_KEY: `pk_${"0".repeat(64)}`,
  STORE_TITLE: "Rehearsal",
  STORE_COUNTRY: "DE",
  STORE_CURRENCY: "EUR",
};
const started = Date.now();
const server = spawn("node", ["server.js"], { cwd: "/app", env, stdio: "inherit" });
const status = (path: string) => fetch(url + path).then(({ status }) => status);

let live: number | undefined;
while (live === undefined && server.exitCode === null && Date.now() - started < 60_000) {
  await sleep(50);
  live = await status("/healthz").catch(() => undefined);
}
const seconds = ((Date.now() - started) / 1000).toFixed(1);
const ready = live === undefined ? undefined : await status("/readyz");
server.kill("SIGTERM");
if (live !== 200) throw new Error(`/healthz answered ${live ?? "nothing"}, not 200`);
if (ready !== 503) throw new Error(`/readyz without a backend answered ${ready}, not 503`);
console.log(`rehearsal: live in ${seconds} s, not ready without a backend`);
process.exit(0);
