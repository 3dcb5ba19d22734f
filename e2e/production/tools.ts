import { spawnSync } from "node:child_process";

/** Debian packages of the tools that the tests of production run for real. */
const packages: Readonly<Record<string, string>> = {
  "cloud-init": "cloud-init",
  curl: "curl",
  jq: "jq",
  "mkfs.ext4": "e2fsprogs",
  pvcreate: "lvm2",
  shellcheck: "shellcheck",
  sshd: "openssh-server",
};

const searchPath = `${process.env.PATH}:/usr/sbin:/sbin`;

function missing(tools: readonly string[]): string[] {
  return tools.filter((tool) => spawnSync("sh", ["-c", `command -v ${tool}`], { env: { ...process.env, PATH: searchPath } }).status !== 0);
}

/**
 * Makes sure that tools are there: installs their Debian packages where that is possible.
 *
 * @throws with what to install by hand
 */
export function ensureTools(...tools: readonly string[]): void {
  const wanted = missing(tools);
  if (wanted.length === 0) return;
  const names = wanted.map((tool) => packages[tool] ?? tool);
  const command = `apt-get install --yes --no-install-recommends ${names.join(" ")}`;
  if (process.getuid?.() === 0) {
    // A service that a package would start belongs to the machine, not to the test.
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
    spawnSync("sh", ["-c", `apt-get update && ${command}`], { env: environment, stdio: "ignore" });
  }
  const still = missing(tools);
  if (still.length > 0) throw new Error(`these tests run ${still.join(", ")}, which this machine lacks; fix: sudo ${command}`);
}

/** What a finished command said. */
export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export function run(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Finished {
  const { status, stdout, stderr } = spawnSync(command, [...args], {
    encoding: "utf8",
    env: { ...process.env, PATH: searchPath, ...environment },
  });
  return { status, stdout, stderr };
}

/** Runs a command that must succeed; returns what it printed. */
export function must(command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = run(command, args);
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout.trim();
}
