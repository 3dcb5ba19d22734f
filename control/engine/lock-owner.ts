import { hostname } from "node:os";
import { findProcess } from "./processes.ts";

/** Who holds a stack's lock, as the backend tells it. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Reads the owners of a stack's locks from the engine's message. Every self-managed backend words it the same. */
export function parseLockOwners(message: string): LockOwner[] {
  const owners = [...message.matchAll(/created by \S+?@(\S+) \(pid (\d+)\) at (\S+)/g)].map(([, host = "", pid, since = ""]) => ({
    pid: Number(pid),
    host,
    since: since.replace(/[.,]$/, ""),
  }));
  return owners.filter((owner, index) => owners.findIndex(({ pid, since }) => pid === owner.pid && since === owner.since) === index);
}

/**
 * Whether a lock's owner is certainly dead: it was a process of this machine, and there is none with that number, or it is
 * something else than Pulumi by now.
 */
export function isDead(owner: LockOwner): boolean {
  if (owner.host !== hostname()) return false;
  const found = findProcess(owner.pid);
  return found === undefined || !/(^|\/)pulumi( |$)/.test(found.command);
}
