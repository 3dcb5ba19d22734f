import { readFileSync } from "node:fs";

/** Account of the operating system that runs Postgres, which refuses to run as root. */
export interface Account {
  readonly name: string;
  /** Undefined: this process's own account. */
  readonly ids?: { readonly uid: number; readonly gid: number };
}

/** Accounts that every Debian has or gets with Postgres, best first. */
const unprivileged = ["postgres", "nobody"];

/**
 * The account to run as: this process's own, or an unprivileged one when it is root.
 *
 * @param passwd Text of `/etc/passwd`.
 * @throws when root finds no unprivileged account, or the own account has no name
 */
export function databaseAccount(uid = process.getuid?.() ?? 0, passwd = readFileSync("/etc/passwd", "utf8")): Account {
  const accounts = passwd.split("\n").map((line) => line.split(":"));
  if (uid !== 0) {
    const own = accounts.find(([, , id]) => Number(id) === uid)?.[0];
    if (own === undefined) throw new Error(`user id ${uid} has no name in /etc/passwd; Postgres needs one. Or set DATABASE_URL.`);
    return { name: own };
  }
  for (const name of unprivileged) {
    const found = accounts.find(([candidate]) => candidate === name);
    if (found !== undefined) return { name, ids: { uid: Number(found[2]), gid: Number(found[3]) } };
  }
  throw new Error(`Postgres does not run as root, and none of the accounts ${unprivileged.join(", ")} exists here. Or set DATABASE_URL.`);
}
