import { mkdir } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { ImageSources } from "../sources/sources.ts";
import { versions } from "../versions.ts";
import type { BuildOptions } from "./build.ts";
import { exists } from "./exists.ts";
import { run } from "./run.ts";

/** Where the Debian parts are built: on this machine, or by the same program in a container. */
export type BuildHost = "here" | "docker";

/** Facts about this machine that {@link chooseBuildHost} goes by. */
export interface HostFacts {
  readonly platform: string;
  readonly root: boolean;
  readonly mmdebstrap: boolean;
  readonly docker: boolean;
}

/** Official image with Debian, the pinned Node.js and npm; mmdebstrap is added to it. */
export const builderImage = `docker.io/library/node:${versions.node}-${versions.debian.suite}-slim`;

/** Chooses; throws when neither is possible, saying what to install. */
export function chooseBuildHost({ platform, root, mmdebstrap, docker }: HostFacts): BuildHost {
  if (platform === "linux" && root && mmdebstrap) return "here";
  if (docker) return "docker";
  if (platform !== "linux") throw new Error("building images needs Docker on this system; install and start it");
  if (!mmdebstrap) {
    throw new Error("building images needs mmdebstrap (on Debian and Ubuntu: apt-get install -y mmdebstrap), or Docker; neither was found");
  }
  throw new Error("building images needs root, or Docker; run as root or install Docker");
}

/** Looks at this machine and chooses. */
export async function findBuildHost(): Promise<BuildHost> {
  const [mmdebstrap, docker] = await Promise.all([works("mmdebstrap", ["--version"]), works("docker", ["version"])]);
  return chooseBuildHost({ platform: process.platform, root: process.getuid?.() === 0, mmdebstrap, docker });
}

/** Runs this repository's builder in a container that shares the cache folder, so that the archives are there afterwards. */
export async function buildInDocker(names: readonly string[], { cacheDir, onProgress, signal, sources }: BuildOptions): Promise<void> {
  await mkdir(cacheDir, { recursive: true });
  const root = join(import.meta.dirname, "../..");
  const mirror = sources?.debianMirror === undefined ? [] : ["--debian-mirror", sources.debianMirror];
  const script =
    'command -v mmdebstrap >/dev/null || { apt-get update -qq && apt-get install -qq -y mmdebstrap >/dev/null; }; exec node "$@"';
  await run(
    "docker",
    dockerArguments(root, cacheDir, script, [...mirror, ...names], [...archiveMirror(sources), ...network(process.env)]),
    {
      signal,
      onLine: (line) => {
        const [, image, message] = /^([a-z-]+): (.*)$/.exec(line) ?? [];
        if (image !== undefined && message !== undefined) onProgress?.({ image, message });
      },
    },
  );
}

/** The command line after `docker`. Mounting and changing root inside the container need more rights than Docker gives by default. */
export function dockerArguments(
  root: string,
  cacheDir: string,
  script: string,
  args: readonly string[],
  extra: readonly string[] = [],
): readonly string[] {
  return [
    "run",
    "--rm",
    "--init",
    "--cap-add=SYS_ADMIN",
    "--cap-add=NET_ADMIN",
    "--security-opt=seccomp=unconfined",
    "--security-opt=apparmor=unconfined",
    `--volume=${root}:/storefleet:ro`,
    `--volume=${cacheDir}:/cache`,
    ...extra,
    builderImage,
    "sh",
    "-ec",
    script,
    "sh",
    "/storefleet/images/build.ts",
    "--cache",
    "/cache",
    ...args,
  ];
}

/** The container computes the same references only if it sees the same archives; a mirror at a URL is used before, when they are fetched. */
function archiveMirror({ mirror, mirrorTrust }: ImageSources = {}): readonly string[] {
  if (mirror === undefined || !isAbsolute(mirror)) return [];
  const trust = mirrorTrust === undefined ? [] : [`--env=STOREFLEET_MIRROR_TRUST=${mirrorTrust}`];
  return [`--volume=${mirror}:/mirror:ro`, "--env=STOREFLEET_MIRROR=/mirror", ...trust];
}

/** What a machine behind a proxy or with its own certificate authority needs to reach the registries, for the container too. */
export function network(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "npm_config_registry"];
  const passed = names.filter((name) => env[name]).map((name) => `--env=${name}`);
  const authority = env.NODE_EXTRA_CA_CERTS;
  if (!authority) return passed;
  return [...passed, `--volume=${authority}:/authority.pem:ro`, "--env=NODE_EXTRA_CA_CERTS=/authority.pem"];
}

async function works(command: string, args: readonly string[]): Promise<boolean> {
  if (command.includes("/") && !(await exists(command))) return false;
  return run(command, args).then(
    () => true,
    () => false,
  );
}
