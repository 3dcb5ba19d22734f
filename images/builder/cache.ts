import { rename } from "node:fs/promises";
import { exists } from "./exists.ts";
import { withLock } from "./lock.ts";

/**
 * The file if it is there, else what `build` makes in a scratch folder on the same disk, moved into place in one step. Callers in any process that
 * ask for the same file at the same time share one build.
 */
export async function cachedFile(
  file: string,
  build: (scratch: string) => Promise<string>,
  options: { readonly signal?: AbortSignal | undefined; readonly onWait?: () => void } = {},
): Promise<string> {
  if (await exists(file)) return file;
  return withLock(
    file,
    async (scratch) => {
      if (!(await exists(file))) await rename(await build(scratch), file);
      return file;
    },
    options,
  );
}
