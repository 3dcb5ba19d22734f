import { open, readdir, readFile, stat } from "node:fs/promises";
import { arch } from "node:os";
import { join } from "node:path";

/** A program that goes into an image. */
export interface Program {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly sha256: string;
}

/** What stands beside a program in the folder of programs. */
interface Receipt {
  readonly version?: string;
  readonly sha256?: string;
  readonly size?: number;
  readonly recordedAt?: string;
}

/** `e_machine` of an ELF file, by Node's name of the processor. */
const machines: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

/**
 * The newest build of a program that runs on Linux on this machine's processor.
 *
 * @param folder Holds `<name>/<key>/<name>` with a `receipt.json` beside it, as the workstation's cache of binaries does.
 * @returns undefined when there is none
 */
export async function findProgram(folder: string, name: string): Promise<Program | undefined> {
  const keys = await readdir(join(folder, name)).catch(() => []);
  const found = await Promise.all(keys.map((key) => readProgram(join(folder, name, key), name)));
  return found
    .filter((program) => program !== undefined)
    .sort((a, b) => b.recordedAt.localeCompare(a.recordedAt))
    .map(({ recordedAt: _, ...program }) => program)[0];
}

async function readProgram(folder: string, name: string): Promise<(Program & { readonly recordedAt: string }) | undefined> {
  const file = join(folder, name);
  try {
    const { version, sha256, size, recordedAt = "" } = JSON.parse(await readFile(join(folder, "receipt.json"), "utf8")) as Receipt;
    if (version === undefined || sha256 === undefined || (await stat(file)).size !== size || !(await runsOnLinux(file))) return undefined;
    return { name, version, file, sha256, recordedAt };
  } catch {
    // Unfinished, or removed while we looked.
    return undefined;
  }
}

async function runsOnLinux(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const header = Buffer.alloc(20);
    await handle.read(header, 0, header.length, 0);
    return header.subarray(0, 4).toString("latin1") === "\x7fELF" && header.readUInt16LE(18) === machines[arch()];
  } finally {
    await handle.close();
  }
}
