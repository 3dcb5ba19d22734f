import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { postgresPid } from "../../control/db/embedded/postgres.ts";
import { findProcess } from "../../control/engine/processes.ts";
import { controlPlaneFiles, readRunning } from "../../control/server/settings.ts";
import { freePort } from "../../control/web/browser/free-port.ts";
import type { Environment } from "../environment.ts";
import type { Tools } from "../workstation/tools.ts";
import { type FirstLogin, firstLoginText, readFirstLogin } from "./first-login.ts";
import { databaseFolder } from "./location.ts";
import { type StartedControlPlane, startControlPlane } from "./start.ts";
import { removeControlPlane, stopControlPlane } from "./stop.ts";

jest.setTimeout(300_000);

const checkout = join(import.meta.dirname ?? __dirname, "..", "..");
// A cluster that does not answer: what is proven here is the process, its database and its command line.
const kubeconfig = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "none", cluster: { server: "https://127.0.0.1:9" } }],
  users: [{ name: "none", user: {} }],
  contexts: [{ name: "none", context: { cluster: "none", user: "none" } }],
  "current-context": "none",
});

let stateDir: string;
let storesFile: string;
let first: StartedControlPlane;
let firstLogin: FirstLogin | undefined;

const start = () =>
  startControlPlane({
    stateDir,
    environment: {
      name: "local",
      address: { baseDomain: "localhost", scheme: "http" },
      storesFile,
    } as Environment,
    tools: { pulumi: "/nowhere/pulumi", pulumiHome: "/nowhere" } as Tools,
    // As after a control plane in the cluster was stopped.
    machine: { kubeconfig, controlPlane: "stopped" },
    unavailable: new Map(),
    stores: [],
  });

let edits = 0;

async function declare(...names: string[]) {
  const stores = names.map((name) => ({ name, engine: "medusa", title: name, adminEmail: "a@example.com" }));
  await writeFile(storesFile, `export default ${JSON.stringify(stores)};`);
  // Two edits within the file system's clock tick are two all the same.
  edits += 1;
  await utimes(storesFile, new Date(), new Date(Date.now() + edits * 1000));
}

const declaredNames = () =>
  (JSON.parse(storefleet("list", "--json").stdout).stores as { name: string; managedBy: string }[])
    .filter(({ managedBy }) => managedBy === "declared")
    .map(({ name }) => name);

function storefleet(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(checkout, "cli", "main.ts"), "stores", ...args], {
    encoding: "utf8",
    env: { ...process.env, STOREFLEET_STATE: stateDir, NO_COLOR: "1", NODE_OPTIONS: "" },
  });
  return { status, stdout, stderr };
}

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "storefleet-plane-"));
  storesFile = join(stateDir, "stores.ts");
  await declare("aurora");
  process.env.STOREFLEET_PORT = String(await freePort());
  first = await start();
});
afterAll(async () => {
  await removeControlPlane(stateDir);
  await rm(stateDir, { recursive: true, force: true });
});

test("starts in the background and names the file of the first log-in until somebody was shown it", async () => {
  const firstLoginFile = controlPlaneFiles(stateDir).firstLogin;
  expect(first).toEqual({ url: first.url, firstLoginFile, started: true });
  firstLogin = await readFirstLogin(firstLoginFile);
  expect(firstLogin?.email).toBe("admin@storefleet.example");
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  const files = controlPlaneFiles(stateDir);
  for (const file of [files.settings, files.secret, files.apiKey, files.firstLogin, files.log])
    expect((await stat(file)).mode & 0o077).toBe(0);
  expect(await start()).toEqual({ url: first.url, firstLoginFile, started: false });
  expect(await firstLoginText(firstLoginFile, { terminal: true })).toContain(firstLogin?.password ?? "?");
  expect(await start()).toEqual({ url: first.url, firstLoginFile: undefined, started: false });
  expect(await readFile(files.log, "utf8")).not.toContain(firstLogin?.password ?? "?");
});

test("logs in with the first password, and refuses another", async () => {
  const login = (password: string) =>
    fetch(`${first.url}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: first.url },
      body: JSON.stringify({ email: "admin@storefleet.example", password }),
    });
  const good = await login(firstLogin?.password ?? "");
  expect(good.status).toBe(200);
  const cookie = good.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");
  expect(await (await fetch(`${first.url}/api/me`, { headers: { cookie } })).json()).toMatchObject({ role: "admin" });
  expect((await login("not the password")).status).toBe(401);
});

test("the command line uses it, and says what is refused", () => {
  const list = storefleet("list", "--json");
  expect(list.stderr).toBe("");
  expect(declaredNames()).toEqual(["aurora"]);
  const wrong = storefleet("create", "Wrong", "--engine", "medusa");
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain("adminEmail is missing");
  const away = storefleet("create", "alpha", "--engine", "medusa", "--admin-email", "a@example.com", "--json");
  expect(away.status).toBe(2);
  expect(JSON.parse(away.stdout).error.code).toBe("cluster-unavailable");
  expect(storefleet("delete", "alpha").stderr).toContain("say --yes");
});

test("an edited fleet is shown without another start; one that cannot be used leaves the one of before", async () => {
  const shown = async (names: string[]) => {
    for (let attempt = 0; attempt < 20 && JSON.stringify(declaredNames()) !== JSON.stringify(names); attempt += 1) await pause(500);
    expect(declaredNames()).toEqual(names);
  };
  await declare("aurora", "borealis");
  expect(await start()).toMatchObject({ started: false });
  await shown(["aurora", "borealis"]);
  await declare("Not A Name");
  await pause(6_000);
  expect(declaredNames()).toEqual(["aurora", "borealis"]);
  await declare("corona");
  await shown(["corona"]);
});

test("after a kill it starts again with its data, and no second database", async () => {
  const running = await readRunning(controlPlaneFiles(stateDir).running);
  process.kill(running?.pid ?? 0, "SIGKILL");
  const again = await start();
  expect(again).toMatchObject({ started: true, firstLoginFile: undefined });
  expect(storefleet("list").status).toBe(0);
});

test("stops without a process, and is removed without a trace", async () => {
  const running = await readRunning(controlPlaneFiles(stateDir).running);
  await stopControlPlane(stateDir);
  expect(findProcess(running?.pid ?? 0)?.started).not.toBe(running?.started);
  expect(await postgresPid(databaseFolder(stateDir))).toBeUndefined();
  expect(existsSync(databaseFolder(stateDir))).toBe(true);
  expect(storefleet("list")).toMatchObject({ status: 2, stderr: expect.stringContaining("no control plane runs") });
  await removeControlPlane(stateDir);
  expect(existsSync(databaseFolder(stateDir))).toBe(false);
  expect(existsSync(controlPlaneFiles(stateDir).folder)).toBe(false);
  expect(dirname(databaseFolder("/some/state", 0))).toBe("/var/lib/storefleet");
  expect(databaseFolder("/some/state", 1000)).toBe("/some/state/control-plane/database");
});
