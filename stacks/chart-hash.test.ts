import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { hashDirectory } from "./chart-hash.ts";

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true });
});

const chart = { "Chart.yaml": "name: a\n", "templates/web.yaml": "kind: Service\n", ".helmignore": "*.md\n" };

function directoryOf(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "chart-"));
  made.push(directory);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

describe("hashDirectory", () => {
  test("is stable: same files, other place, other order of creation", () => {
    const hash = hashDirectory(directoryOf(chart));
    expect(hash).toBe("3171fc8a055066fb");
    expect(hashDirectory(directoryOf(Object.fromEntries(Object.entries(chart).reverse())))).toBe(hash);
  });

  test.each([
    ["one byte", { ...chart, "Chart.yaml": "name: b\n" }],
    ["a trailing space", { ...chart, "Chart.yaml": "name: a \n" }],
    ["a file's name", { "Chart.yaml": chart["Chart.yaml"], "templates/site.yaml": chart["templates/web.yaml"], ".helmignore": "*.md\n" }],
    ["a file's folder", { "Chart.yaml": chart["Chart.yaml"], "web.yaml": chart["templates/web.yaml"], ".helmignore": "*.md\n" }],
    ["a hidden file", { ...chart, ".helmignore": "*.txt\n" }],
    ["a new empty file", { ...chart, "NOTES.txt": "" }],
    ["a missing file", { "Chart.yaml": chart["Chart.yaml"], ".helmignore": "*.md\n" }],
    ["bytes moved from a name to its content", { ...chart, "Chart.yam": "lname: a\n" }],
  ])("changes with %s", (_, files) => {
    expect(hashDirectory(directoryOf(files))).not.toBe(hashDirectory(directoryOf(chart)));
  });

  test("refuses when the chart holds a symbolic link", () => {
    const directory = directoryOf(chart);
    symlinkSync("/etc/passwd", join(directory, "link"));
    expect(() => hashDirectory(directory)).toThrow("link is neither a file nor a directory");
  });

  test("refuses when the directory does not exist", () => {
    expect(() => hashDirectory("/nowhere/chart")).toThrow("/nowhere/chart");
  });
});
