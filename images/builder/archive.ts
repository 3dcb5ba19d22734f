import { createHash, randomBytes } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { arch } from "node:os";
import { dirname, join } from "node:path";
import { type FileEntry, withParents } from "./file-entry.ts";
import { addFile, addMember, digestFile, imageEpoch, type WrittenTar, writePack, writeTar } from "./tar.ts";

/** One layer: files listed one by one, or an uncompressed tar that exists (for example from {@link debianRootfs}). */
export type LayerSource =
  | { readonly kind: "files"; readonly entries: readonly FileEntry[] }
  | { readonly kind: "tar"; readonly file: string };

/** What a container of the image runs, in the words of the OCI image configuration. */
export interface ImageConfig {
  /** @default - none; the container's `args` are the whole command line */
  readonly entrypoint?: readonly string[];
  /** @default - none */
  readonly cmd?: readonly string[];
  /** Added to a PATH of the usual six folders. @default {} */
  readonly env?: Readonly<Record<string, string>>;
  /** Numeric `uid` or `uid:gid`: `runAsNonRoot` refuses names. @default - root */
  readonly user?: string;
  /** @default "/" */
  readonly workingDir?: string;
  /** For example "SIGINT". @default - SIGTERM */
  readonly stopSignal?: string;
  /** TCP ports, for information. @default [] */
  readonly exposedPorts?: readonly number[];
  /** @default {} */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Options of {@link writeImageArchive}. */
export interface ImageArchiveOptions {
  /** Full reference with a tag other than `latest`, for example `registry.k8s.io/pause:3.10.2`. */
  readonly reference: string;
  /** Base first. */
  readonly layers: readonly LayerSource[];
  readonly config: ImageConfig;
  /** File to write; replaced in one step, so a killed build leaves the old file or none. */
  readonly output: string;
  /** As in Go: `amd64`, `arm64`. @default - the architecture of this machine */
  readonly architecture?: string;
}

/** A docker-archive that `ctr -n k8s.io images import`, `docker load` and `k3d image import` take. */
export interface ImageArchive {
  readonly reference: string;
  readonly file: string;
  /** `sha256:…` of the image configuration: what Docker calls the image id. */
  readonly imageId: string;
  /** Uncompressed layers, base first. */
  readonly layers: readonly WrittenTar[];
}

const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const architectures: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64", arm: "arm" };

/**
 * Writes a docker-archive: layer tars, image configuration, manifest.json. Equal options give equal bytes.
 * @throws when the reference has no tag or the tag `latest`, which Kubernetes would try to pull
 */
export async function writeImageArchive(options: ImageArchiveOptions): Promise<ImageArchive> {
  checkReference(options.reference);
  const folder = dirname(options.output);
  await mkdir(folder, { recursive: true });
  const work = join(folder, `.${randomBytes(6).toString("hex")}.tmp`);
  await mkdir(work);
  try {
    const layers: (WrittenTar & { readonly file: string })[] = [];
    for (const [index, layer] of options.layers.entries()) {
      layers.push(await layerFile(layer, index, join(work, `${index}.tar`)));
    }
    const configuration = Buffer.from(
      JSON.stringify(
        imageConfiguration(
          options,
          layers.map((layer) => layer.digest),
        ),
      ),
    );
    const configHash = createHash("sha256").update(configuration).digest("hex");
    const member = (layer: WrittenTar) => `${layer.digest.slice("sha256:".length)}.tar`;
    const manifest = [{ Config: `${configHash}.json`, RepoTags: [options.reference], Layers: layers.map(member) }];
    const unique = [...new Map(layers.map((layer) => [member(layer), layer.file]))];
    const header = (name: string) => ({ name, mode: 0o644, uid: 0, gid: 0, mtime: new Date(imageEpoch * 1000) });
    const archive = join(work, "archive.tar");
    await writePack(archive, async (tar) => {
      for (const [name, file] of unique) await addFile(tar, header(name), file);
      await addMember(tar, header(`${configHash}.json`), configuration);
      await addMember(tar, header("manifest.json"), Buffer.from(JSON.stringify(manifest)));
    });
    await rename(archive, options.output);
    return {
      reference: options.reference,
      file: options.output,
      imageId: `sha256:${configHash}`,
      layers: layers.map(({ digest, size }) => ({ digest, size })),
    };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function layerFile(layer: LayerSource, index: number, scratch: string): Promise<WrittenTar & { readonly file: string }> {
  if (layer.kind === "tar") return { file: layer.file, ...(await digestFile(layer.file)) };
  // Only the bottom layer needs its parents: in an upper one they could replace a symbolic link such as /bin or the mode of /tmp.
  const entries = index === 0 ? withParents(layer.entries) : layer.entries;
  return { file: scratch, ...(await writeTar(entries, scratch)) };
}

function imageConfiguration(options: ImageArchiveOptions, diffIds: readonly string[]) {
  const { config } = options;
  const created = new Date(imageEpoch * 1000).toISOString();
  return {
    architecture: options.architecture ?? architectures[arch()] ?? arch(),
    os: "linux",
    created,
    config: {
      Env: Object.entries({ PATH: path, ...config.env }).map(([name, value]) => `${name}=${value}`),
      WorkingDir: config.workingDir ?? "/",
      ...(config.entrypoint && { Entrypoint: config.entrypoint }),
      ...(config.cmd && { Cmd: config.cmd }),
      ...(config.user !== undefined && { User: config.user }),
      ...(config.stopSignal !== undefined && { StopSignal: config.stopSignal }),
      ...(config.exposedPorts && { ExposedPorts: Object.fromEntries(config.exposedPorts.map((port) => [`${port}/tcp`, {}])) }),
      ...(config.labels && { Labels: config.labels }),
    },
    rootfs: { type: "layers", diff_ids: diffIds },
    history: diffIds.map(() => ({ created, created_by: "storefleet" })),
  };
}

function checkReference(reference: string): void {
  const tag = /:([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})$/.exec(reference)?.[1];
  if (tag === undefined || tag === "latest") {
    throw new Error(`image reference "${reference}" needs a tag other than "latest", such as "storefleet.local/valkey:8.1"`);
  }
}
