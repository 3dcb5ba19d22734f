import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { storeSpecSchema } from "../../stores/schema.ts";
import type { StackLayout } from "../engine/stack-layout.ts";

const revision = z.strictObject({
  revision: z.int(),
  /** Checked when it is used: the schema may have moved on since. */
  spec: z.unknown(),
  images: z.record(z.string(), z.string()),
});

/** A revision of a store that sold: what a rollback goes back to. */
export type ProvenRevision = z.output<typeof revision>;

/** Revisions that are kept, as many as Helm keeps. */
const kept = 10;

const fileOf = (layout: StackLayout) => join(layout.directory, "revisions.json");

/** Proven revisions of a store, newest first. */
export async function provenRevisions(layout: StackLayout): Promise<ProvenRevision[]> {
  const text = await textOf(fileOf(layout));
  return text === undefined ? [] : z.array(revision).parse(JSON.parse(text));
}

/** Keeps a revision that has just sold. */
export async function keepRevision(layout: StackLayout, proven: ProvenRevision): Promise<void> {
  const others = (await provenRevisions(layout)).filter(({ revision: number }) => number !== proven.revision);
  const temporary = `${fileOf(layout)}.${randomUUID()}.new`;
  await writeFile(temporary, JSON.stringify([proven, ...others].slice(0, kept)), { mode: 0o600, flush: true });
  await rename(temporary, fileOf(layout));
}

/** The spec of a kept revision, or nothing when today's schema refuses it. */
export function specOf(proven: ProvenRevision) {
  return storeSpecSchema.safeParse(proven.spec).data;
}

const stackFile = z.object({ config: z.object({ "storefleet:images": z.record(z.string(), z.string()).optional() }) });

/** Images that a store's stack names. */
export async function stackImages(layout: StackLayout): Promise<Readonly<Record<string, string>>> {
  const text = await textOf(layout.configFile);
  return text === undefined ? {} : (stackFile.safeParse(parse(text)).data?.config["storefleet:images"] ?? {});
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
