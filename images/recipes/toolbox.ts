import { join } from "node:path";
import type { ImageRecipe } from "../builder/recipe.ts";
import { versions } from "../versions.ts";
import { accounts, base, debianLayers } from "./shared-layers.ts";

const folder = join(import.meta.dirname, "../toolbox");
/** What the base lacks; its own grep, tar, sh and so on are better than busybox's. */
const applets = ["ash", "httpd", "ip", "less", "nc", "netstat", "nslookup", "ping", "ps", "telnet", "top", "vi", "wget", "whois"];

/** Debian with busybox and `wait-for`: for init containers, volume helpers and looking around. */
export const toolbox: ImageRecipe = {
  name: "toolbox",
  version: versions.toolbox,
  inputs: { base, applets },
  sources: [folder, import.meta.filename, join(import.meta.dirname, "shared-layers.ts")],
  async build(context) {
    const debian = await debianLayers(context);
    const entries = [
      ...accounts("toolbox", 65532),
      ...applets.map((name) => ({ path: `usr/local/bin/${name}`, link: "/usr/bin/busybox" })),
      { path: "usr/local/bin/wait-for", source: join(folder, "wait-for"), mode: 0o755 },
    ];
    return { ...debian, layers: [...debian.layers, { kind: "files", entries }], config: { cmd: ["sh"], user: "65532:65532" } };
  },
};
