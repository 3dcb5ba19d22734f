import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { StackLayout } from "./stack-layout.ts";

const project = "storefleet";
/** The stack itself is always a resource, and so is its provider: neither holds anything. */
const holdsNothing = /^pulumi:(pulumi:Stack|providers:)/;

interface Checkpoint {
  readonly checkpoint?: { readonly latest?: { readonly resources?: readonly { readonly type: string }[] } | null };
}

/** Whether a stack in the file backend has resources that somebody could miss. */
export async function hasResources({ backendDirectory, stack }: StackLayout): Promise<boolean> {
  const file = join(backendDirectory, ".pulumi", "stacks", project, `${stack}.json`);
  try {
    const { checkpoint } = JSON.parse(await readFile(file, "utf8")) as Checkpoint;
    return (checkpoint?.latest?.resources ?? []).some(({ type }) => !holdsNothing.test(type));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** Updates of a stack whose history is kept, each with a full copy of the state. */
const updatesKept = 20;
/** Copies of the state that the backend makes before it overwrites it. */
const backupsKept = 5;

/**
 * Removes the oldest history and backups of a stack. The backend itself never does, and each entry is as large as the state.
 *
 * @returns how many files were removed
 */
export async function pruneBackend({ backendDirectory, stack }: StackLayout): Promise<number> {
  const history = await prune(join(backendDirectory, ".pulumi", "history", project, stack), updatesKept);
  const backups = await prune(join(backendDirectory, ".pulumi", "backups", project, stack), backupsKept);
  return history + backups;
}

/** Keeps the newest entries of a folder. Names hold the stack and a timestamp; files of one update share it. */
async function prune(folder: string, kept: number): Promise<number> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const stampOf = (file: string) => /[-.](\d{15,})\./.exec(file)?.[1] ?? "";
  const stamps = [...new Set(files.map(stampOf))].filter((stamp) => stamp !== "").sort((a, b) => (BigInt(a) < BigInt(b) ? 1 : -1));
  const old = new Set(stamps.slice(kept));
  const removed = files.filter((file) => old.has(stampOf(file)));
  await Promise.all(removed.map((file) => rm(join(folder, file), { force: true })));
  return removed.length;
}
