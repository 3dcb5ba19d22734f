import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { EngineError } from "./errors.ts";
import { hasResources } from "./file-backend.ts";
import type { StackLayout } from "./stack-layout.ts";

/** Options of {@link forgetStack}. */
export interface ForgetOptions {
  /**
   * Forget resources too: right only when the cluster that held them is gone with everything in it.
   * @default false
   */
  readonly clusterIsGone?: boolean;
}

/**
 * Removes what is left of a destroyed stack: its record in the backend and its effective files, with salt, passphrase and root secret.
 *
 * @throws {EngineError} `StackInUse` when it still has resources; nothing has been removed then
 */
export async function forgetStack(layout: StackLayout, { clusterIsGone = false }: ForgetOptions = {}): Promise<void> {
  if (!clusterIsGone && (await hasResources(layout))) {
    throw new EngineError(
      "StackInUse",
      `Stack ${layout.stack} still has resources, so its state was kept. Run the same again to destroy the rest.`,
    );
  }
  const backend = join(layout.backendDirectory, ".pulumi");
  const own = (name: string) => name === layout.stack || name.startsWith(`${layout.stack}.json`);
  for (const kind of ["stacks", "history", "backups", "locks/organization"]) {
    const folder = join(backend, kind, "storefleet");
    const names = await readdir(folder).catch(() => []);
    await Promise.all(names.filter(own).map((name) => rm(join(folder, name), { recursive: true, force: true })));
  }
  await rm(layout.directory, { recursive: true, force: true });
}
