import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { arch, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { findProgram } from "./programs.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "programs-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const machine = arch() === "arm64" ? 183 : 62;

function elf(processor: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write("\x7fELF", "latin1");
  bytes.writeUInt16LE(processor, 18);
  return bytes;
}

function put(key: string, bytes: Buffer, receipt: object = {}): string {
  const place = join(folder, "pulumi", key);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "pulumi"), bytes);
  const recordedAt = "2026-01-01T00:00:00.000Z";
  writeFileSync(
    join(place, "receipt.json"),
    JSON.stringify({ version: key, sha256: `sha-${key}`, size: bytes.length, recordedAt, ...receipt }),
  );
  return join(place, "pulumi");
}

test("finds the newest build for Linux on this processor", async () => {
  put("1.0.0", elf(machine));
  const file = put("2.0.0", elf(machine), { recordedAt: "2026-02-01T00:00:00.000Z" });
  expect(await findProgram(folder, "pulumi")).toEqual({ name: "pulumi", version: "2.0.0", sha256: "sha-2.0.0", file });
});

test.each([
  ["is for another system", () => put("1.0.0", Buffer.from("#!/bin/sh\n"))],
  ["is for another processor", () => put("1.0.0", elf(40))],
  ["is not whole", () => put("1.0.0", elf(machine), { size: 1 })],
  ["says no version", () => put("1.0.0", elf(machine), { version: undefined })],
  ["is not there", () => undefined],
])("finds nothing when the only build %s", async (_, prepare) => {
  prepare();
  expect(await findProgram(folder, "pulumi")).toBeUndefined();
});
