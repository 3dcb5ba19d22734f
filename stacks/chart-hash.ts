import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/**
 * Hash of a directory: changes with any byte and any name of any file below it, and with nothing else. The Helm provider
 * looks only at a local chart's version, so this hash (in the release's description) is what makes a change visible.
 *
 * @returns 16 hexadecimal digits
 * @throws when the directory does not exist or holds anything but files and directories
 */
export function hashDirectory(directory: string): string {
  const hash = createHash("sha256");
  for (const file of filesBelow(directory)) {
    const name = relative(directory, file).split(sep).join("/");
    const content = readFileSync(file);
    // Lengths first: otherwise moving bytes between a name and its content could go unnoticed.
    hash.update(`${Buffer.byteLength(name)}:${content.length}:${name}`);
    hash.update(content);
  }
  return hash.digest("hex").slice(0, 16);
}

function filesBelow(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const odd = entries.find((entry) => !entry.isFile() && !entry.isDirectory());
  if (odd !== undefined)
    throw new Error(`${join(odd.parentPath, odd.name)} is neither a file nor a directory; a chart may hold only those`);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => (a < b ? -1 : 1));
}
