import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";

const images = join(import.meta.dirname, "..");
const below = (folder: string) =>
  readdirSync(join(images, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const shell = ["mariadb/bin", "woocommerce/bin"].flatMap(below);
const php = ["woocommerce", "rehearsals/woocommerce"].flatMap(below).filter((file) => file.endsWith(".php"));
const has = (command: string) => spawnSync(command, ["--version"]).status === 0;

describe("scripts of the WooCommerce and MariaDB images", () => {
  test.each(shell)("%s is executable and stops at errors", (file) => {
    expect(readFileSync(file, "utf8")).toMatch(/^#!\/bin\/sh\n# .*\n(set -eu|exec )/);
    expect(statSync(file).mode & 0o111).toBe(0o111);
  });

  (has("shellcheck") ? test : test.skip)("shellcheck finds nothing", () => {
    const { stdout } = spawnSync("shellcheck", ["--shell=sh", "--severity=style", ...shell], { encoding: "utf8" });
    expect(stdout).toBe("");
  });

  (has("php") ? test : test.skip)("php can parse every file", () => {
    for (const file of php) expect(spawnSync("php", ["-l", file], { encoding: "utf8" })).toMatchObject({ status: 0 });
  });

  test.each(php)("%s begins with PHP and ends without output", (file) => {
    const text = readFileSync(file, "utf8");
    expect(text.startsWith("<?php\n")).toBe(true);
    expect(text).not.toContain("?>");
  });

  test("only one file reads the environment", () => {
    const readers = php.filter((file) => readFileSync(file, "utf8").includes("getenv("));
    expect(readers).toEqual([join(images, "woocommerce/lib/environment.php"), join(images, "rehearsals/woocommerce/fail.php")]);
  });
});
