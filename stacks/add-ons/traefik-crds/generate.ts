import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { traefikCrds } from "./source.ts";

/**
 * Fetches Traefik's definitions from its Go module and writes them beside this file:
 * `node stacks/add-ons/traefik-crds/generate.ts`. The module's own checksum is checked by Go.
 */
const { module, version, path, file } = traefikCrds;
const download = execFileSync("go", ["mod", "download", "-json", `${module}@${version}`], { encoding: "utf8", cwd: import.meta.dirname });
const { Dir: directory } = JSON.parse(download) as { Dir: string };
const content = readFileSync(join(directory, path), "utf8");
const sha256 = createHash("sha256").update(content).digest("hex");
writeFileSync(
  join(import.meta.dirname, file),
  `# Generated from ${module}@${version}, ${path}. Do not edit.\n# sha256 of what follows: ${sha256}\n${content}`,
);
console.log(`${file}: ${sha256}${sha256 === traefikCrds.sha256 ? "" : " (differs from source.ts: review, then update it there)"}`);
