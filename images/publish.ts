import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildImages, type ImageName, imageNames, storeImageNames } from "./catalog.ts";
import { publishImage } from "./registry.ts";
import { sourcesFrom } from "./sources/sources.ts";

/**
 * node images/publish.ts <registry/path> [--plain-http] [name …]: copies images to a registry, builds those that are missing, and prints the
 * value of `storefleet:images`. No name means all that stores run. Credentials are those of `skopeo login`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cache: { type: "string" }, "plain-http": { type: "boolean", default: false } },
});
const [registry, ...names] = positionals;
const unknown = names.filter((name) => !imageNames.includes(name as ImageName));
if (registry === undefined || unknown.length > 0) {
  console.error(
    registry === undefined
      ? "usage: publish.ts <registry/path> [name …], such as publish.ts ghcr.io/your-company/storefleet medusa"
      : `unknown image ${unknown.join(", ")}; use ${imageNames.join(", ")}`,
  );
  process.exit(2);
}
const cacheDir = values.cache ?? process.env.STOREFLEET_CACHE ?? join(homedir(), ".cache/storefleet");
try {
  const files = await buildImages(names.length === 0 ? storeImageNames : (names as ImageName[]), {
    cacheDir,
    onProgress: ({ image, message }) => console.error(`${image}: ${message}`),
    sources: { ...sourcesFrom(process.env), programs: join(cacheDir, "binaries") },
  });
  const references: Record<string, string> = {};
  for (const image of files) {
    console.error(`${image.name}: copying`);
    references[image.name] = await publishImage(image, registry, { plainHttp: values["plain-http"] });
  }
  console.log(JSON.stringify(references));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
