import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { StackLayout } from "../engine/stack-layout.ts";
import { keepRevision, provenRevisions, specOf, stackImages } from "./revisions.ts";

let layout: StackLayout;
beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), "revisions-"));
  layout = { directory, configFile: join(directory, "Pulumi.local.demo.yaml") } as StackLayout;
});
afterEach(() => rm(layout.directory, { recursive: true, force: true }));

const proven = (revision: number) => ({ revision, spec: { name: "demo", engine: "medusa" }, images: { medusa: `medusa:${revision}` } });

describe("proven revisions", () => {
  test("a store that never sold has none", async () => {
    expect(await provenRevisions(layout)).toEqual([]);
  });

  test("the newest comes first, a repeated one counts once, and the oldest goes", async () => {
    for (let revision = 1; revision <= 12; revision++) await keepRevision(layout, proven(revision));
    await keepRevision(layout, proven(12));
    const numbers = (await provenRevisions(layout)).map(({ revision }) => revision);
    expect(numbers).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  });

  test("refuses a spec that today's schema refuses", () => {
    expect(specOf({ revision: 1, spec: { name: "demo", engine: "shopware" }, images: {} })).toBeUndefined();
    expect(specOf({ revision: 1, spec: { name: "demo", engine: "medusa", adminEmail: "a@b.example" }, images: {} })?.plan).toBe("starter");
  });
});

describe("images of a stack", () => {
  test("are those of its configuration", async () => {
    await writeFile(layout.configFile, "config:\n  storefleet:images:\n    medusa: medusa:1\n");
    expect(await stackImages(layout)).toEqual({ medusa: "medusa:1" });
  });

  test("are none before it was prepared", async () => {
    expect(await stackImages(layout)).toEqual({});
  });
});
