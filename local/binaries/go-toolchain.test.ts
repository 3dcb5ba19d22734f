import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { findGo, isAtLeast } from "./go-toolchain.ts";
import { temporaryFolder } from "./test-fixtures.ts";

describe("Go version", () => {
  test.each([
    ["go1.26.8", "1.26.0", true],
    ["go1.26", "1.26.0", true],
    ["go1.27rc1", "1.26.0", true],
    ["go2.0", "1.26.0", true],
    ["go1.25.11", "1.26.0", false],
    ["go1.9", "1.26.0", false],
    ["devel", "1.26.0", false],
  ])("%s is at least %s: %s", (version, needed, expected) => {
    expect(isAtLeast(version, needed)).toBe(expected);
  });
});

describe("search for Go", () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    temporary = await temporaryFolder();
  });
  afterEach(() => temporary.remove());

  async function install(folder: string, version: string): Promise<string> {
    const path = join(temporary.folder, folder);
    await mkdir(path);
    await writeFile(join(path, "go"), `#!/bin/sh\necho '{"GOVERSION":"${version}","GOPROXY":"https://proxy.example"}'\n`);
    await chmod(join(path, "go"), 0o755);
    return path;
  }

  test("takes the one on PATH", async () => {
    const path = await install("new", "go1.26.9");
    expect(await findGo({ PATH: path })).toEqual({
      found: { file: join(path, "go"), version: "go1.26.9", toolchain: "local", proxy: "https://proxy.example" },
    });
  });

  test("lets a somewhat older one fetch the pinned toolchain", async () => {
    const path = await install("older", "go1.22.1");
    expect(await findGo({ PATH: path })).toEqual({
      found: { file: join(path, "go"), version: "go1.26.8", toolchain: "go1.26.8", proxy: "https://proxy.example" },
    });
  });

  test("passes over one that is too old", async () => {
    const [old, fresh] = [await install("old", "go1.19.8"), await install("new", "go1.26.9")];
    expect(await findGo({ PATH: `${old}:${fresh}` })).toMatchObject({ found: { file: join(fresh, "go") } });
  });
});
