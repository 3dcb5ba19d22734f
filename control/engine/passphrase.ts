import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { EngineError } from "./errors.ts";

/** How the passphrase file is found or made. */
export interface PassphraseOptions {
  readonly file: string;
  /** Make one when there is none: for a workstation only, where losing the folder loses the cluster's state as well. */
  readonly create: boolean;
  /** True when something is encrypted with it already, so that a new one would be of no use. */
  readonly inUse: boolean;
}

/**
 * Reads the passphrase, or makes it once.
 *
 * @throws {EngineError} `PassphraseMissing`
 */
export async function readPassphrase({ file, create, inUse }: PassphraseOptions): Promise<string> {
  const existing = await readIfThere(file);
  if (existing !== undefined) return existing;
  if (inUse || !create) {
    throw new EngineError(
      "PassphraseMissing",
      `The passphrase file ${file} is missing${inUse ? ", but this stack's secrets are encrypted with it" : ""}. Nothing was changed. ` +
        `Put the passphrase there again (${inUse ? "from your backup or vault" : "any long random text"}) with mode 0600.`,
    );
  }
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    // Exclusive: of two first runs at the same moment, both use the same passphrase.
    await writeFile(file, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return (await readFile(file, "utf8")).trim();
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    const text = (await readFile(file, "utf8")).trim();
    if (((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600);
    return text === "" ? undefined : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
