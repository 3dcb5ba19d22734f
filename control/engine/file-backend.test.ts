import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { hasResources, pruneBackend } from "./file-backend.ts";
import { stackLayout } from "./stack-layout.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "backend-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const folder = (kind: string) => join(root, "pulumi", ".pulumi", kind, "storefleet");

function write(kind: string, file: string, content = "{}"): void {
  mkdirSync(join(folder(kind), file, ".."), { recursive: true });
  writeFileSync(join(folder(kind), file), content);
}

const checkpoint = (...types: string[]) => JSON.stringify({ checkpoint: { latest: { resources: types.map((type) => ({ type })) } } });

describe("hasResources", () => {
  test.each([
    ["there is no state", undefined, false],
    ["the state is empty", '{"checkpoint":{"latest":null}}', false],
    ["only the stack and its provider are left", checkpoint("pulumi:pulumi:Stack", "pulumi:providers:kubernetes"), false],
    ["there is a store", checkpoint("pulumi:pulumi:Stack", "storefleet:index:Store"), true],
  ])("when %s", async (_, content, expected) => {
    if (content !== undefined) write("stacks", "local.json", content);
    expect(await hasResources(stackLayout(root, "local"))).toBe(expected);
  });
});

describe("pruneBackend", () => {
  const stamp = (index: number) => String(1_763_700_000_000_000_000n + BigInt(index));

  test("keeps the newest 20 updates and 5 backups of this stack, and every other stack's", async () => {
    for (let index = 0; index < 25; index++) {
      write("history", `local/local-${stamp(index)}.history.json`);
      write("history", `local/local-${stamp(index)}.checkpoint.json`);
      write("history", `local.shop/local.shop-${stamp(index)}.history.json`);
      write("backups", `local/local.${stamp(index)}.json`);
    }
    expect(await pruneBackend(stackLayout(root, "local"))).toBe(5 * 2 + 20);
    const kept = readdirSync(join(folder("history"), "local"));
    expect(kept).toHaveLength(40);
    expect(kept.filter((file) => file.includes(stamp(4)))).toEqual([]);
    expect(kept).toContain(`local-${stamp(24)}.checkpoint.json`);
    expect(readdirSync(join(folder("backups"), "local")).sort()).toEqual([20, 21, 22, 23, 24].map((index) => `local.${stamp(index)}.json`));
    expect(readdirSync(join(folder("history"), "local.shop"))).toHaveLength(25);
  });

  test("leaves files alone that it does not know, and needs no folder", async () => {
    expect(await pruneBackend(stackLayout(root, "local"))).toBe(0);
    write("history", "local/notes.txt");
    expect(await pruneBackend(stackLayout(root, "local"))).toBe(0);
    expect(readdirSync(join(folder("history"), "local"))).toEqual(["notes.txt"]);
  });
});
