import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { extractMember } from "./archive.ts";
import { temporaryFolder } from "./test-fixtures.ts";
import { tarOf } from "./test-tar.ts";

describe("archive", () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let archive: string;
  let target: string;
  beforeEach(async () => {
    temporary = await temporaryFolder();
    archive = join(temporary.folder, "a.tar.gz");
    target = join(temporary.folder, "program");
  });
  afterEach(() => temporary.remove());

  test("gives one of its files", async () => {
    await writeFile(archive, await tarOf({ "tool/README": "no", "tool/tool": "yes", "tool/tool.sig": "no" }));
    await extractMember(archive, "tool/tool", target);
    expect(await readFile(target, "utf8")).toBe("yes");
  });

  test("may name its files from the current folder", async () => {
    await writeFile(archive, await tarOf({ "./tool": "yes" }));
    await extractMember(archive, "tool", target);
    expect(await readFile(target, "utf8")).toBe("yes");
  });

  test("refuses when the file is not in it", async () => {
    await writeFile(archive, await tarOf({ "tool/tool": "yes" }));
    await expect(extractMember(archive, "tool", target)).rejects.toMatchObject({
      code: "archive",
      message: `${archive} has no file tool.`,
    });
  });

  test.each([
    ["cut off", async () => (await tarOf({ tool: "yes".repeat(10_000) })).subarray(0, 60)],
    ["no archive", async () => Buffer.from("<html>")],
    ["compressed nonsense", async () => gzipSync(Buffer.alloc(2000, 7))],
  ])("refuses one that is %s", async (_what, content) => {
    await writeFile(archive, await content());
    await expect(extractMember(archive, "tool", target)).rejects.toMatchObject({
      code: "archive",
      message: expect.stringContaining(archive),
    });
  });
});
