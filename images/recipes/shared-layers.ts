import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { arch } from "node:os";
import { join } from "node:path";
import type { LayerSource } from "../builder/archive.ts";
import { cachedFile } from "../builder/cache.ts";
import { type DebianSystem, debianLayer, debianRootfs } from "../builder/debian.ts";
import type { FileEntry } from "../builder/file-entry.ts";
import { npmInstall } from "../builder/npm.ts";
import type { BuildContext } from "../builder/recipe.ts";
import { type Component, debianComponents, lockComponents } from "../builder/sbom.ts";
import { imageEpoch, writeTar } from "../builder/tar.ts";
import { versions } from "../versions.ts";
import type { NpmLock } from "./npm-prune.ts";

/** Layers with what they bring. */
export interface Layers {
  readonly layers: readonly LayerSource[];
  readonly components: readonly Component[];
}

const basePackages = ["busybox", "libstdc++6"];

/** The Debian system that every image starts from: the same bytes in all of them. busybox is small, and Node, PostgreSQL and Valkey need libstdc++. */
export const base: DebianSystem = { suite: versions.debian.suite, snapshot: versions.debian.snapshot, packages: basePackages };

/** Account files differ from image to image; ours replace what Debian's packages add. */
const accountFiles = ["etc/passwd*", "etc/group*", "etc/shadow*", "etc/gshadow*", "etc/subuid*", "etc/subgid*"];

/** Start scripts and the like, which nothing runs in a container. */
const serviceFiles = [
  "etc/init.d",
  "etc/logrotate.d",
  "etc/rc*.d",
  "etc/systemd",
  "usr/lib/systemd",
  "usr/share/bash-completion",
  "var/lib/systemd",
];

/** The base and, with `packages`, one layer with what these packages add. `dropPaths` are left out of it. */
export async function debianLayers(
  context: BuildContext,
  packages: readonly string[] = [],
  dropPaths: readonly string[] = [],
): Promise<Layers> {
  const rootfs = await debianRootfs({ ...context, ...base });
  const bottom: LayerSource = { kind: "tar", file: rootfs };
  if (packages.length === 0) return { layers: [bottom], components: await debianComponents(rootfs, base.suite) };
  const system = { ...context, ...base, packages: [...basePackages, ...packages] };
  const file = await debianLayer(rootfs, { ...system, dropPaths: [...accountFiles, ...serviceFiles, ...dropPaths] });
  return { layers: [bottom, { kind: "tar", file }], components: await debianComponents(file, base.suite) };
}

const nodeFolder = join(import.meta.dirname, "../node");
const nodePackage = `node-linux-${arch()}`;

/** Files that decide {@link nodeLayers}. */
export const nodeSources: readonly string[] = [nodeFolder, import.meta.filename];

/** Debian with the official Node.js binary, at /usr/local/bin/node. Inputs: {@link nodeSources}. */
export async function nodeLayers(context: BuildContext): Promise<Layers> {
  const debian = await debianLayers(context);
  const lockFile = join(nodeFolder, "package-lock.json");
  const { packages } = JSON.parse(await readFile(lockFile, "utf8")) as NpmLock;
  const path = `node_modules/${nodePackage}`;
  const locked = packages[path];
  if (locked?.integrity === undefined)
    throw new Error(`images/node/package-lock.json has no ${nodePackage}; add it for this kind of processor`);
  const key = createHash("sha256")
    .update(JSON.stringify([locked.integrity, imageEpoch]))
    .digest("hex")
    .slice(0, 16);
  const file = await cachedFile(join(context.cacheDir, "images/layers", `node-${versions.node}-${key}.tar`), nodeLayer(context), context);
  return {
    layers: [...debian.layers, { kind: "tar", file }],
    components: [...debian.components, ...lockComponents({ [path]: locked })],
  };
}

function nodeLayer({ signal, onProgress }: BuildContext) {
  return async (scratch: string): Promise<string> => {
    const modules = await npmInstall({ source: nodeFolder, folder: join(scratch, "node"), signal, onProgress });
    const layer = join(scratch, "layer.tar");
    const entries: readonly FileEntry[] = [
      { path: "usr/local/bin/node", source: join(modules, nodePackage, "bin/node"), mode: 0o755 },
      { path: "usr/local/share/doc/node/LICENSE", source: join(modules, nodePackage, "LICENSE") },
    ];
    await writeTar(entries, layer);
    return layer;
  };
}

/** /etc/passwd and /etc/group with root, nobody and the image's own user: some programs refuse a user id that has no name. */
export function accounts(name: string, id: number): readonly FileEntry[] {
  return [
    {
      path: "etc/passwd",
      content: [
        "root:x:0:0:root:/root:/bin/sh",
        `${name}:x:${id}:${id}::/tmp:/usr/sbin/nologin`,
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin",
        "",
      ].join("\n"),
    },
    { path: "etc/group", content: ["root:x:0:", `${name}:x:${id}:`, "nogroup:x:65534:", ""].join("\n") },
  ];
}
