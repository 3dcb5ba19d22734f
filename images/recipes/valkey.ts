import { join } from "node:path";
import type { ImageRecipe } from "../builder/recipe.ts";
import { versions } from "../versions.ts";
import { accounts, base, debianLayers } from "./shared-layers.ts";

export const valkeyPackages: readonly string[] = ["valkey-server"];
/** Tools to manage users, which Debian's package pulls in for its installation script, and what installing leaves behind. */
export const valkeyDropPaths: readonly string[] = [
  "etc/valkey",
  ...["chage", "chfn", "chsh", "expiry", "gpasswd", "passwd", "newgrp", "sg"].map((name) => `usr/bin/${name}`),
  "usr/bin/valkey-benchmark",
  "usr/sbin/*",
  "var/lib/dpkg/info",
  "var/lib/valkey",
];

/** valkey-server and valkey-cli; the chart says how to run them. */
export const valkey: ImageRecipe = {
  name: "valkey",
  version: versions.valkey,
  inputs: { base, packages: valkeyPackages, dropPaths: valkeyDropPaths },
  sources: [import.meta.filename, join(import.meta.dirname, "shared-layers.ts")],
  async build(context) {
    const debian = await debianLayers(context, valkeyPackages, valkeyDropPaths);
    return {
      ...debian,
      layers: [
        ...debian.layers,
        { kind: "files", entries: [...accounts("valkey", 999), { path: "data", directory: true, uid: 999, gid: 999 }] },
      ],
      config: { user: "999:999", workingDir: "/data", cmd: ["valkey-server"], exposedPorts: [6379] },
    };
  },
};
