import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { failureText, type ProcessRunner } from "../process-runner.ts";
import { ClusterError, type OperationOptions } from "../provider.ts";
import type { EmbeddedLayout } from "./layout.ts";

/** At most two imports run at once: each uses one core for hashing and unpacking. */
const atOnce = 2;

/** containerd's client with the cluster's own socket, in Kubernetes' namespace. */
export function ctr(layout: EmbeddedLayout, ...args: readonly string[]): readonly string[] {
  return [join(layout.bin, "ctr"), "--address", layout.containerdSocket, "--namespace", "k8s.io", ...args];
}

/** References that `ctr images import` reported. */
export function importedReferences(output: string): readonly string[] {
  return [...output.matchAll(/^unpacking (\S+) \(sha256:/gm)].map((match) => match[1] ?? "");
}

/**
 * Imports those archives that containerd does not hold yet. Which archive gave which image is remembered beside containerd's data, so that an
 * archive with a new build under an old tag is imported again.
 */
export async function importArchives(
  layout: EmbeddedLayout,
  run: ProcessRunner,
  archives: readonly string[],
  options: OperationOptions,
): Promise<{ readonly imported: number }> {
  const memory = join(layout.root, "images.json");
  const known = await readMemory(memory);
  const present = new Set((await checked(run, ctr(layout, "images", "ls", "-q"), options)).split("\n"));
  const missing: { readonly file: string; readonly key: string }[] = [];
  for (const file of archives) {
    const { size, mtimeMs } = await stat(file);
    const key = `${basename(file)} ${size} ${Math.round(mtimeMs)}`;
    const references = known[key];
    if (references === undefined || !references.every((reference) => present.has(reference))) missing.push({ file, key });
  }
  const queue = [...missing];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const output = await checked(run, ctr(layout, "images", "import", "--snapshotter", "overlayfs", next.file), options);
      const references = importedReferences(output);
      // An older archive that gave the same reference gave another image.
      for (const [key, others] of Object.entries(known)) {
        if (others.some((other) => references.includes(other))) delete known[key];
      }
      known[next.key] = references;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (missing.length > 0) {
    await writeFile(`${memory}.new`, `${JSON.stringify(known, null, 1)}\n`);
    await rename(`${memory}.new`, memory);
  }
  return { imported: missing.length };
}

async function readMemory(file: string): Promise<Record<string, readonly string[]>> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Record<string, readonly string[]>;
  } catch {
    return {};
  }
}

async function checked(run: ProcessRunner, argv: readonly string[], options: OperationOptions): Promise<string> {
  const result = await run(argv, { signal: options.signal });
  if (result.code !== 0) throw new ClusterError("step-failed", failureText(argv, result));
  return result.stdout;
}
