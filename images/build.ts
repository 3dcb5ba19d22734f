import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildImages, type ImageName, imageNames, imageReferences, storeImageNames } from "./catalog.ts";
import { sourcesFrom } from "./sources/sources.ts";

/** node images/build.ts [--list] [--cache folder] [--debian-mirror url] [name …]: builds images by hand; no name means all that stores run. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cache: { type: "string" }, "debian-mirror": { type: "string" }, list: { type: "boolean", default: false } },
});
const unknown = positionals.filter((name) => !imageNames.includes(name as ImageName));
if (unknown.length > 0) {
  console.error(`unknown image ${unknown.join(", ")}; use ${imageNames.join(", ")}`);
  process.exit(2);
}
const cacheDir = values.cache ?? process.env.STOREFLEET_CACHE ?? join(homedir(), ".cache/storefleet");
const sources = { ...sourcesFrom(process.env), debianMirror: values["debian-mirror"], programs: join(cacheDir, "binaries") };
const names = positionals.length === 0 ? storeImageNames : (positionals as readonly ImageName[]);
if (values.list) {
  for (const [name, reference] of Object.entries(await imageReferences(names, sources))) console.log(`${name}: ${reference}`);
  process.exit(0);
}
const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("stopped")));
process.once("SIGTERM", () => stop.abort(new Error("stopped")));
try {
  const files = await buildImages(names, {
    cacheDir,
    signal: stop.signal,
    onProgress: ({ image, message }) => console.log(`${image}: ${message}`),
    sources,
  });
  for (const { name, file, built, seconds } of files)
    console.log(`${name}: ${built ? `built in ${seconds.toFixed(1)} s` : "cached"}, ${file}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
