import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { firstLoginText, pendingFirstLogin, readFirstLogin } from "./first-login.ts";

const login = { email: "admin@storefleet.example", password: "never-print-this" };
let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "first-login-"));
  file = join(folder, "first-login.json");
  await writeFile(file, JSON.stringify(login), { mode: 0o600 });
});
afterEach(() => rm(folder, { recursive: true }));

test("prints no password when the output is no terminal, and leaves the file", async () => {
  const text = await firstLoginText(file, { terminal: false });
  expect(text).toContain(file);
  expect(text).not.toContain(login.password);
  expect(await pendingFirstLogin(file)).toBe(file);
  expect(await readFirstLogin(file)).toEqual(login);
});

test("shows it once on a terminal: then the file is gone", async () => {
  expect(await firstLoginText(file, { terminal: true })).toContain(`${login.email}  ${login.password}`);
  expect(existsSync(file)).toBe(false);
  expect(await pendingFirstLogin(file)).toBeUndefined();
  expect(await firstLoginText(file, { terminal: true })).not.toContain(login.password);
});

test("fails when the file holds something else", async () => {
  await writeFile(file, "{}");
  await expect(readFirstLogin(file)).rejects.toThrow("password");
});
