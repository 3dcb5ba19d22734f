import { isAbsolute, join } from "node:path";

/** The environment that a function reads; `process.env` fits. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Folder of everything that can be made again: binaries, downloads, image archives, extracted packages.
 *
 * `STOREFLEET_CACHE`, else `$XDG_CACHE_HOME/storefleet`, else `~/.cache/storefleet`.
 *
 * @throws {Error} if `STOREFLEET_CACHE` is a relative path, or if no home folder is known.
 */
export function cacheFolder(environment: Environment): string {
  return folder(environment, "STOREFLEET_CACHE", "XDG_CACHE_HOME", ".cache");
}

/**
 * Folder of what must survive: Pulumi state, passphrase, the run files of clusters.
 *
 * `STOREFLEET_STATE`, else `$XDG_STATE_HOME/storefleet`, else `~/.local/state/storefleet`.
 *
 * @throws {Error} if `STOREFLEET_STATE` is a relative path, or if no home folder is known.
 */
export function stateFolder(environment: Environment): string {
  return folder(environment, "STOREFLEET_STATE", "XDG_STATE_HOME", join(".local", "state"));
}

function folder(environment: Environment, own: string, xdg: string, underHome: string): string {
  const chosen = environment[own];
  if (chosen) {
    if (!isAbsolute(chosen)) throw new Error(`${own} is "${chosen}"; it must be an absolute path, such as /var/cache/storefleet.`);
    return chosen;
  }
  // The XDG specification says that a relative value counts as unset.
  const base = environment[xdg];
  if (base && isAbsolute(base)) return join(base, "storefleet");
  const home = environment.HOME;
  if (!home || !isAbsolute(home)) {
    throw new Error(`No folder for Storefleet: neither ${own} nor HOME is set to an absolute path. Set ${own}.`);
  }
  return join(home, underHome, "storefleet");
}
