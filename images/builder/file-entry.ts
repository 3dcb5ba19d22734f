import { lstat, readdir, readlink } from "node:fs/promises";
import { join, posix } from "node:path";

/**
 * One file, link or directory of an image layer. Exactly one of `source`, `content`, `link`, `hardLink` and `directory` says what it is.
 */
export interface FileEntry {
  /** Path inside the image, with or without a leading slash. Parents of the first layer are made with mode 0755; upper layers reuse theirs. */
  readonly path: string;
  /** File on this machine whose bytes are copied. */
  readonly source?: string;
  /** The bytes themselves; a string is written as UTF-8. */
  readonly content?: string | Uint8Array;
  /** Target of a symbolic link, written as given. */
  readonly link?: string;
  /** Path of another file of the same layer that this name shares its bytes with. */
  readonly hardLink?: string;
  /** An empty directory. */
  readonly directory?: boolean;
  /**
   * Permission bits, including set-uid and sticky.
   * @default 0755 for directories and executable sources, 0644 for other files: the umask of the checkout must not change an image
   */
  readonly mode?: number;
  /** @default 0 */
  readonly uid?: number;
  /** @default 0 */
  readonly gid?: number;
}

const kinds = ["source", "content", "link", "hardLink", "directory"] as const;

/** The path as a tar member: relative, no `.` or trailing slash. Throws when it is empty or leaves the image's root. */
export function memberName(path: string): string {
  const name = posix.normalize(`/${path}`).replace(/^\/+|\/+$/g, "");
  if (name === "" || path.split("/").includes("..")) {
    throw new Error(`image path "${path}" must name something below the image's root; write it as "etc/app.conf" or "/etc/app.conf"`);
  }
  return name;
}

/** The entries by member name, parents before children, hard links after what they point at. Throws on duplicates and on unclear kinds. */
export function sortEntries(entries: readonly FileEntry[]): readonly FileEntry[] {
  const byName = new Map<string, FileEntry>();
  for (const entry of entries) {
    const name = memberName(entry.path);
    const given = kinds.filter((kind) => entry[kind] !== undefined && entry[kind] !== false);
    if (given.length !== 1) {
      throw new Error(`image path "${name}" must have exactly one of ${kinds.join(", ")}; got ${given.join(" and ") || "none"}`);
    }
    if (byName.has(name)) throw new Error(`image path "${name}" is listed twice in one layer; remove one of the entries`);
    byName.set(name, { ...entry, path: name });
  }
  for (const { path, hardLink } of byName.values()) {
    if (hardLink !== undefined && byName.get(memberName(hardLink))?.hardLink !== undefined) {
      throw new Error(`image path "${path}" is a hard link to "${hardLink}", which is a hard link itself; point it at the file`);
    }
    if (hardLink !== undefined && !byName.has(memberName(hardLink))) {
      throw new Error(
        `image path "${path}" is a hard link to "${hardLink}", which is not in the same layer; add it or use a symbolic link`,
      );
    }
  }
  const order = (entry: FileEntry) => (entry.hardLink === undefined ? 0 : 1);
  return [...byName.values()].sort((a, b) => order(a) - order(b) || (a.path < b.path ? -1 : 1));
}

/** `entries` plus a directory entry for every parent that is not listed. */
export function withParents(entries: readonly FileEntry[]): readonly FileEntry[] {
  const known = new Set(entries.map((entry) => memberName(entry.path)));
  const parents: FileEntry[] = [];
  for (const { path } of entries) {
    for (let parent = posix.dirname(memberName(path)); parent !== "."; parent = posix.dirname(parent)) {
      if (known.has(parent)) break;
      known.add(parent);
      parents.push({ path: parent, directory: true });
    }
  }
  return [...parents, ...entries];
}

/** Options of {@link treeEntries}. */
export interface TreeOptions {
  /** @default 0 */
  readonly uid?: number;
  /** @default 0 */
  readonly gid?: number;
  /** False leaves a file out, or a directory with all below it. `path` is relative to the tree. @default everything is taken */
  readonly include?: (path: string, directory: boolean) => boolean;
}

/** The folder `source` of this machine as entries below `target` of the image; hard links inside the folder stay hard links. */
export async function treeEntries(source: string, target: string, options: TreeOptions = {}): Promise<readonly FileEntry[]> {
  const owner = { uid: options.uid ?? 0, gid: options.gid ?? 0 };
  const firstOf = new Map<string, string>();
  const entries: FileEntry[] = [];
  const walk = async (folder: string): Promise<void> => {
    const children = await readdir(join(source, folder), { withFileTypes: true });
    children.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const child of children) {
      const path = posix.join(folder, child.name);
      if (options.include?.(path, child.isDirectory()) === false) continue;
      const from = join(source, path);
      const to = memberName(posix.join(target, path));
      if (child.isDirectory()) {
        entries.push({ path: to, directory: true, ...owner });
        await walk(path);
      } else if (child.isSymbolicLink()) {
        entries.push({ path: to, link: await readlink(from), ...owner });
      } else if (child.isFile()) {
        const { dev, ino, nlink } = await lstat(from);
        const twin = nlink > 1 ? firstOf.get(`${dev}:${ino}`) : undefined;
        if (nlink > 1 && twin === undefined) firstOf.set(`${dev}:${ino}`, to);
        entries.push(twin === undefined ? { path: to, source: from, ...owner } : { path: to, hardLink: twin, ...owner });
      }
    }
  };
  await walk("");
  return entries;
}
