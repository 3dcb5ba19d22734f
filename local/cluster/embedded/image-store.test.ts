import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { ProcessRunner } from "../process-runner.ts";
import { importArchives, importedReferences } from "./image-store.ts";
import { type EmbeddedLayout, embeddedLayout } from "./layout.ts";

let folder = "";
let layout: EmbeddedLayout;
let imported: string[] = [];
let present: string[] = [];
const run: ProcessRunner = async (argv) => {
  if (argv.includes("ls")) return { code: 0, stdout: present.join("\n"), stderr: "" };
  const file = argv.at(-1)!;
  imported.push(file);
  const reference = `storefleet.local/${file.slice(file.lastIndexOf("/") + 1, -4)}:1`;
  present.push(reference);
  return { code: 0, stdout: `unpacking ${reference} (sha256:00ff)...done\n`, stderr: "" };
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storefleet-images-"));
  layout = embeddedLayout(folder, join(folder, "run"));
  imported = [];
  present = [];
});
afterEach(() => rm(folder, { recursive: true }));

async function archive(name: string, content: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

describe("images", () => {
  test("are imported once", async () => {
    const files = [await archive("a.tar", "a"), await archive("b.tar", "b")];
    expect(await importArchives(layout, run, files, {})).toEqual({ imported: 2 });
    expect(await importArchives(layout, run, files, {})).toEqual({ imported: 0 });
    expect(imported.sort()).toEqual(files);
  });

  test("are imported again when the archive is a new one or containerd lost the image", async () => {
    const file = await archive("a.tar", "a");
    await importArchives(layout, run, [file], {});
    await archive("a.tar", "another build");
    expect(await importArchives(layout, run, [file], {})).toEqual({ imported: 1 });
    await utimes(file, 1, 1);
    expect(await importArchives(layout, run, [file], {})).toEqual({ imported: 1 });
    present = [];
    expect(await importArchives(layout, run, [file], {})).toEqual({ imported: 1 });
  });

  test("whose import failed are reported with what ctr said", async () => {
    const failing: ProcessRunner = async (argv) =>
      argv.includes("ls") ? { code: 0, stdout: "", stderr: "" } : { code: 1, stdout: "", stderr: "ctr: unexpected EOF" };
    await expect(importArchives(layout, failing, [await archive("a.tar", "a")], {})).rejects.toThrow("ctr: unexpected EOF");
  });
});

test("references are read from what ctr prints", () => {
  expect(importedReferences("unpacking registry.k8s.io/pause:3.10.2 (sha256:ab)...done\nother\n")).toEqual([
    "registry.k8s.io/pause:3.10.2",
  ]);
});
