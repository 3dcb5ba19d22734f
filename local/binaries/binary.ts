import type { Platform } from "./platform.ts";

export const BINARY_NAMES = [
  "pulumi",
  "pulumi-resource-kubernetes",
  "helm",
  "kubectl",
  "kubelet",
  "kubeadm",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kube-proxy",
  "etcd",
  "pause",
  "calico-felix",
  "calico",
  "coredns",
  "local-path-provisioner",
  "traefik",
] as const;

/** A binary's plain name: also its file name in the cache and in bin folders. */
export type BinaryName = (typeof BINARY_NAMES)[number];

/** How a file's content is known to be the right one. */
export type Checksum =
  /** The SHA-256 stands in this repository. */
  | { readonly kind: "pinned"; readonly sha256: string }
  /**
   * Weaker: whoever serves the file also says what its SHA-256 is, in a checksum file fetched beside it over HTTPS.
   * It catches damage and mix-ups, not a publisher (or mirror) that was taken over.
   */
  | { readonly kind: "published"; readonly url: string };

/** One file of an official release. */
export interface Artefact {
  readonly url: string;
  /** Path of the program inside the `.tar.gz`. @default - the file is the program */
  readonly member?: string;
  readonly checksum: Checksum;
  /** Name of the same file in a `STOREFLEET_MIRROR`; unique across the catalog. */
  readonly mirrorFile: string;
}

export interface OfficialRelease {
  readonly version: string;
  readonly artefacts: Readonly<Partial<Record<Platform, Artefact>>>;
}

/** A file that a Go program embeds and that its module does not carry in the needed form. */
export interface EmbeddedJson {
  readonly module: string;
  /** Path of the JSON file inside that module. */
  readonly source: string;
  /** File name beside `main.go`. */
  readonly target: string;
  /** Properties to set at the top level. @default - none */
  readonly properties?: Readonly<Record<string, string>>;
}

/** A pinned Go module under `local/go/<folder>`: its go.mod and go.sum are the lock. */
export interface GoModule {
  readonly folder: string;
  readonly version: string;
  /** Module and version that a proxy must have; says quickly whether this route works. @default - needs no download */
  readonly probe?: { readonly module: string; readonly version: string };
  /** Linker variables (`-X name=value`), so that the program reports its version. */
  readonly stamps: Readonly<Record<string, string>>;
  readonly embeds?: readonly EmbeddedJson[];
  readonly platforms: readonly Platform[];
  /** Wall seconds of all of its packages from nothing, measured on two cores. */
  readonly seconds: number;
  /** Disk that modules and build cache take meanwhile, in MiB, measured. */
  readonly workMebibytes: number;
}

export interface GoRecipe {
  readonly module: GoModule;
  readonly package: string;
}

/** A command that makes the program print its version. */
export interface VersionCommand {
  readonly arguments: readonly string[];
  /** Text in front of the version in the output. @default "" */
  readonly prefix?: string;
}

export interface Binary {
  readonly name: BinaryName;
  /** `cli`: runs on the workstation; `cluster`: only the embedded cluster needs it. */
  readonly purpose: "cli" | "cluster";
  readonly title: string;
  /** @default - the project releases no binary file, only container images or source */
  readonly official?: OfficialRelease;
  readonly go: GoRecipe;
  /** @default - the program cannot print its version */
  readonly versionCommand?: VersionCommand;
}

export type Catalog = Readonly<Record<BinaryName, Binary>>;

/** Where a binary came from. */
export type Route = "official" | "mirror" | "go";

/** A binary that is ready to be executed. */
export interface ResolvedBinary {
  readonly name: BinaryName;
  /** The version of this very file: official and Go-built ones may differ. */
  readonly version: string;
  readonly file: string;
  readonly route: Route;
  readonly sha256: string;
}
