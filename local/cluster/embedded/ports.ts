import { readdir, readFile, readlink } from "node:fs/promises";
import { isIPv4 } from "node:net";
import { processInfo } from "./processes.ts";

/** A TCP socket that listens on this machine. */
export interface Listener {
  /** "0.0.0.0" and "::" stand for every address. */
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

/** Who listens on a port that we need. */
export interface PortOwner {
  readonly port: number;
  readonly address: string;
  /** @default - it belongs to another namespace or ended meanwhile */
  readonly pid?: number;
  readonly name?: string;
}

const listening = "0A";

/** The listening sockets in the text of /proc/net/tcp or /proc/net/tcp6. */
export function parseListeners(text: string): readonly Listener[] {
  return text
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === listening)
    .map((fields) => {
      const [address = "", port = ""] = (fields[1] ?? "").split(":");
      return { address: parseAddress(address), port: Number.parseInt(port, 16), inode: fields[9] ?? "" };
    });
}

/** The kernel prints 32-bit words in host order: 0100007F is 127.0.0.1. */
function parseAddress(hex: string): string {
  const bytes = [...Buffer.from(hex, "hex")];
  const swapped: number[] = [];
  for (let word = 0; word < bytes.length; word += 4) swapped.push(...bytes.slice(word, word + 4).reverse());
  if (swapped.length === 4) return swapped.join(".");
  if (swapped.every((byte) => byte === 0)) return "::";
  if (swapped.slice(0, 10).every((byte) => byte === 0) && swapped[10] === 0xff) return swapped.slice(12).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => (((swapped[2 * index] ?? 0) << 8) | (swapped[2 * index + 1] ?? 0)).toString(16));
  return groups.join(":");
}

/** Every listening TCP socket. */
export async function listListeners(): Promise<readonly Listener[]> {
  const texts = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map((file) => readFile(file, "utf8").catch(() => "")));
  return texts.flatMap(parseListeners);
}

/** True when a new socket on `address:port` would collide with the listener. `address` "0.0.0.0" collides with all. */
export function collides(listener: Listener, address: string, port: number): boolean {
  if (listener.port !== port) return false;
  if (listener.address === "0.0.0.0" || listener.address === "::" || listener.address === address) return true;
  return address === "0.0.0.0" && isIPv4(listener.address);
}

/** Finds the process that holds each of the sockets; those that nobody visible holds come back without pid. */
export async function portOwners(listeners: readonly Listener[]): Promise<readonly PortOwner[]> {
  const holders =
    listeners.length === 0 ? new Map<string, number>() : await socketHolders(new Set(listeners.map((listener) => listener.inode)));
  return Promise.all(
    listeners.map(async ({ address, port, inode }) => {
      const pid = holders.get(inode);
      const info = pid === undefined ? undefined : await processInfo(pid);
      return info === undefined ? { address, port } : { address, port, pid: info.pid, name: info.name };
    }),
  );
}

async function socketHolders(inodes: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
  const holders = new Map<string, number>();
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    pids.map(async (pid) => {
      const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
      for (const descriptor of descriptors) {
        const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "");
        const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
        // Forked workers share the socket: the lowest pid is the one that a person knows.
        if (inode !== undefined && inodes.has(inode))
          holders.set(inode, Math.min(Number(pid), holders.get(inode) ?? Number.POSITIVE_INFINITY));
      }
    }),
  );
  return holders;
}
