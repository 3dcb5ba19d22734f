/** The part of an npm lock file that says what is installed where; keys are paths such as `node_modules/a/node_modules/b`, "" is the project. */
export interface NpmLock {
  readonly packages: Readonly<Record<string, NpmLockPackage>>;
}

/** One installed package. */
export interface NpmLockPackage {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The package's name: what follows the last `node_modules/` of its path. */
export function packageName(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

/**
 * The installed packages that the project's dependencies still reach when nothing may be reached through a name that `cut` accepts. What only
 * the cut packages needed goes with them, as a garbage collector would do it; development dependencies are not followed.
 */
export function reachablePackages(lock: NpmLock, cut: (name: string) => boolean): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue: string[] = [""];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const { dependencies, optionalDependencies, peerDependencies } = lock.packages[path] ?? {};
    for (const name of Object.keys({ ...peerDependencies, ...dependencies, ...optionalDependencies })) {
      const target = cut(name) ? undefined : resolve(lock, path, name);
      if (target === undefined || reached.has(target)) continue;
      reached.add(target);
      queue.push(target);
    }
  }
  return reached;
}

/** Where Node finds `name` from inside the package at `path`: its own node_modules first, then those further out. */
function resolve(lock: NpmLock, path: string, name: string): string | undefined {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    const candidate = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (candidate in lock.packages) return candidate;
    if (folder === "") return undefined;
  }
}

const documentation = /(^|\/)(readme|changelog|changes|history|contributing|authors)(\.[a-z]+)?$/i;
const sources = /\.(map|md|markdown|flow|tsbuildinfo|[cm]?ts|tsx)$/;
const folders = /(^|\/)(__tests__|__mocks__|\.github|\.vscode)$/;

/** True for what a package ships for its developers only: types, sources, maps, documentation. Licences stay. */
export function unneededAtRunTime(path: string, directory: boolean): boolean {
  return directory ? folders.test(path) : sources.test(path) || documentation.test(path);
}
