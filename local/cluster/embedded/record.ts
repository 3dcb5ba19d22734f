import { readFile, rename, writeFile } from "node:fs/promises";

/** What is known about the cluster on disk. */
export interface ClusterRecord {
  /** Raised when a cluster of an older layout must be made anew. */
  readonly revision: number;
  /** `creating` until the creation has ended: a cluster that says so on the next start was cut off. */
  readonly phase: "creating" | "created";
  readonly kubernetesVersion: string;
}

/** The layout on disk that this program makes. */
export const recordRevision = 1;

/** Undefined when there is no cluster. A damaged file counts as a creation that was cut off. */
export async function readRecord(file: string): Promise<ClusterRecord | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const cutOff: ClusterRecord = { revision: recordRevision, phase: "creating", kubernetesVersion: "" };
  try {
    return { ...cutOff, ...(JSON.parse(text) as Partial<ClusterRecord>) };
  } catch {
    return cutOff;
  }
}

export async function writeRecord(file: string, record: ClusterRecord): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`);
  await rename(`${file}.new`, file);
}
