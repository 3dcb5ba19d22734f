import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "storefleet-wait-for-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs wait-for with a netcat that accepts only the given ports. */
function waitFor(args: readonly string[], open: readonly number[] = []) {
  writeFileSync(
    join(folder, "nc"),
    `#!/bin/sh\nfor last; do :; done\ncase $last in ${[...open, "none"].join("|")}) exit 0 ;; *) exit 1 ;; esac\n`,
  );
  chmodSync(join(folder, "nc"), 0o755);
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const { status, stdout, stderr } = spawnSync("sh", [join(import.meta.dirname, "wait-for"), ...args], { env, encoding: "utf8" });
  return { status, stdout, stderr };
}

describe("wait-for", () => {
  test("runs the command once everything answers", () => {
    expect(waitFor(["database:5432", "cache:6379", "--", "echo", "up"], [5432, 6379])).toEqual({ status: 0, stdout: "up\n", stderr: "" });
  });

  test("ends well without a command", () => {
    expect(waitFor(["database:5432"], [5432])).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test("gives up and does not run the command when one does not answer in time", () => {
    const stderr = "wait-for: cache:6379 did not accept a connection within 0 s\n";
    expect(waitFor(["-t", "0", "database:5432", "cache:6379", "--", "echo", "up"], [5432])).toEqual({ status: 1, stdout: "", stderr });
  });

  test("passes the command's exit code on", () => {
    expect(waitFor(["database:5432", "--", "sh", "-c", "exit 7"], [5432]).status).toBe(7);
  });

  test.each([[[]], [["database"]], [["database:port"]], [[":5432"]], [["-t"]], [["-t", "soon", "database:5432"]]])("refuses %j", (args) => {
    expect(waitFor(args, [5432])).toEqual({
      status: 2,
      stdout: "",
      stderr: "usage: wait-for [-t seconds] host:port ... [-- command ...]\n",
    });
  });
});
