import { mkdir, rm } from "node:fs/promises";
import type { LayerSource } from "./archive.ts";
import { run } from "./run.ts";
import { writeTar } from "./tar.ts";

/** Unpacks layers, base first, into `folder`. Needs root, because files keep their owners. */
export async function unpackLayers(layers: readonly LayerSource[], folder: string, signal?: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const layer of layers) {
    const file = layer.kind === "tar" ? layer.file : `${folder}.layer.tar`;
    if (layer.kind === "files") await writeTar(layer.entries, file);
    await run("tar", ["--extract", "--preserve-permissions", "--numeric-owner", `--file=${file}`, `--directory=${folder}`], { signal });
    if (layer.kind === "files") await rm(file);
  }
}

/** A command to run inside an unpacked image. */
export interface RootCommand {
  readonly root: string;
  /** Numeric user and group. */
  readonly user: number;
  /** Folders of this machine that the command may write to, by their path in the image (which must exist there). @default {} */
  readonly writable?: Readonly<Record<string, string>>;
  /** Empty folders of limited size that the command may write to, in KiB by their path in the image (which must exist there). @default {} */
  readonly limited?: Readonly<Record<string, number>>;
  /** The command's whole environment. @default {} */
  readonly env?: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: (line: string) => void;
}

const enter = `
root=$1 user=$2 binds=$3 limited=$4
shift 4
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
mount -t tmpfs -o mode=755 dev "$root/dev"
mkdir -m 1777 "$root/dev/shm"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
for node in null zero random urandom; do
  : > "$root/dev/$node"
  mount --bind "/dev/$node" "$root/dev/$node"
done
chroot "$root" /usr/bin/busybox ip link set lo up
for bind in $binds; do mount --bind "\${bind#*=}" "$root\${bind%%=*}"; done
for folder in $limited; do mount -t tmpfs -o "uid=$user,gid=$user,mode=755,size=\${folder#*=}k" limited "$root\${folder%%=*}"; done
mount -o remount,bind,ro "$root"
exec chroot --userspec="$user:$user" "$root" /usr/bin/env -i "$@"
`;

/**
 * Runs a command as a container of the image would: other user, read-only root, own /tmp, own processes, which all end with it, and a network
 * that has nothing but loopback. The image needs /usr/bin/busybox.
 */
export function runInRoot({ root, user, writable = {}, limited = {}, env = {}, command, signal, onLine }: RootCommand): Promise<string> {
  const binds = Object.entries(writable).map(([path, folder]) => `${path}=${folder}`);
  const sizes = Object.entries(limited).map(([path, kibibytes]) => `${path}=${kibibytes}`);
  const variables = Object.entries({ PATH: "/usr/local/bin:/usr/bin:/bin", ...env }).map(([name, value]) => `${name}=${value}`);
  const inside = ["sh", "-ec", enter, "sh", root, String(user), binds.join(" "), sizes.join(" "), ...variables, ...command];
  return run("unshare", ["--mount", "--pid", "--net", "--ipc", "--fork", "--kill-child=SIGKILL", ...inside], {
    signal,
    ...(onLine && { onLine }),
  });
}
