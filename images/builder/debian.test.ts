import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { debianRootfs, parseStatus, pathMatcher } from "./debian.ts";
import type { FileEntry } from "./file-entry.ts";
import { writeTar } from "./tar.ts";
import { copyTar, fingerprints, readMember } from "./tar-copy.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "storefleet-debian-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function tarOf(name: string, entries: readonly FileEntry[]): Promise<string> {
  const file = join(folder, name);
  await writeTar(entries, file);
  return file;
}

describe("a layer that holds only the difference", () => {
  const base: readonly FileEntry[] = [
    { path: "usr", directory: true },
    { path: "usr/same", content: "1" },
    { path: "usr/text", content: "old" },
    { path: "usr/mode", content: "1" },
    { path: "usr/owner", content: "1" },
    { path: "bin", link: "usr/bin" },
    { path: "only-base", content: "1" },
  ];
  const full: readonly FileEntry[] = [
    { path: "usr", directory: true },
    { path: "usr/same", content: "1" },
    { path: "usr/text", content: "new" },
    { path: "usr/mode", content: "1", mode: 0o755 },
    { path: "usr/owner", content: "1", uid: 7 },
    { path: "bin", link: "usr/sbin" },
    { path: "usr/added", content: "1" },
    { path: "usr/twin", hardLink: "usr/added" },
  ];

  test("has what is new or changed in text, mode, owner or target", async () => {
    const known = await fingerprints(await tarOf("base.tar", base));
    const system = await tarOf("full.tar", full);
    const own = await fingerprints(system);
    const layer = join(folder, "layer.tar");
    await copyTar(system, layer, (name) => known.get(name) !== own.get(name));
    expect([...(await fingerprints(layer)).keys()]).toEqual(["bin", "usr/added", "usr/mode", "usr/owner", "usr/text", "usr/twin"]);
    expect(await readMember(layer, "usr/text")).toBe("new");
    expect(await readMember(layer, "usr/same")).toBeUndefined();
  });

  test("does not care which name of a hard-linked file is the file", async () => {
    const one = await tarOf("one.tar", [
      { path: "perl", content: "x" },
      { path: "perl5", hardLink: "perl" },
    ]);
    const other = await tarOf("other.tar", [
      { path: "perl5", content: "x" },
      { path: "perl", hardLink: "perl5" },
    ]);
    expect([...(await fingerprints(one))].sort()).toEqual([...(await fingerprints(other))].sort());
  });

  test("turns a hard link into the file when the file itself stays behind", async () => {
    const system = await tarOf("links.tar", [
      { path: "a-file", content: "text", mode: 0o755 },
      { path: "b-link", hardLink: "a-file" },
      { path: "c-link", hardLink: "a-file" },
    ]);
    const layer = join(folder, "layer.tar");
    await copyTar(system, layer, (name) => name !== "a-file");
    const wanted = await tarOf("wanted.tar", [
      { path: "b-link", content: "text", mode: 0o755 },
      { path: "c-link", hardLink: "b-link" },
    ]);
    expect([...(await fingerprints(layer)).keys()]).toEqual(["b-link", "c-link"]);
    expect(await fingerprints(layer)).toEqual(await fingerprints(wanted));
    expect(await readMember(layer, "b-link")).toBe("text");
  });

  test("is a copy of the whole, byte for byte, when everything is wanted", async () => {
    const system = await tarOf("full.tar", full);
    await copyTar(system, join(folder, "copy.tar"), () => true);
    expect(await readFile(join(folder, "copy.tar"))).toEqual(await readFile(system));
  });
});

test("pathMatcher takes a folder with all below it, and keeps * within one name", () => {
  const matches = pathMatcher(["var/log/*", "usr/lib/*/libLLVM*", "etc/init.d", "usr/share/perl*"]);
  const paths = ["var/log", "var/log/apt", "var/log/apt/x", "usr/lib/x86/libLLVM.so.19", "usr/lib/libLLVM", "etc/init.d/x", "etc/init.dx"];
  expect(paths.filter(matches)).toEqual(["var/log/apt", "var/log/apt/x", "usr/lib/x86/libLLVM.so.19", "etc/init.d/x"]);
  expect(["usr/share/perl", "usr/share/perl5/x", "usr/share/perforce"].filter(matches)).toEqual(["usr/share/perl", "usr/share/perl5/x"]);
  expect(pathMatcher([])("anything")).toBe(false);
});

test("parseStatus lists installed packages by name", () => {
  const status = [
    "Package: zlib1g\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:1.3",
    "Package: gone\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1",
    "Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2.37-2+b5\nDescription: shell\n Version: of a shell",
    "",
  ].join("\n\n");
  expect(parseStatus(status)).toEqual([
    { name: "bash", version: "5.2.37-2+b5", architecture: "amd64" },
    { name: "zlib1g", version: "1:1.3", architecture: "amd64" },
  ]);
});

test("a machine without mmdebstrap is told which package to install", async () => {
  const path = process.env.PATH;
  process.env.PATH = folder;
  try {
    await expect(debianRootfs({ suite: "trixie", cacheDir: folder })).rejects.toThrow(
      "mmdebstrap is needed to build images and is not installed; run: apt-get install -y mmdebstrap",
    );
  } finally {
    process.env.PATH = path;
  }
});
