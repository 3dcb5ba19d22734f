import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cachedFile } from "../builder/cache.ts";
import { treeEntries } from "../builder/file-entry.ts";
import { type SourceContext, sourceFiles } from "../builder/recipe.ts";
import { run } from "../builder/run.ts";
import { imageEpoch, writeTar } from "../builder/tar.ts";
import { checkout } from "./control-plane-sources.ts";

/** What decides the pages. */
const folders = ["control/web/app", "control/web/public", "stores"];
const files = ["control/web/index.html", "control/web/vite.config.ts", "control/web/build.ts", "package-lock.json"];
const buildScript = join(checkout, "control/web/build.ts");

/** Layer with the dashboard's built pages at /app/control/web/dist. */
export async function dashboardLayer({ cacheDir, signal, onProgress }: SourceContext): Promise<string> {
  const hash = createHash("sha256").update(String(imageEpoch));
  for (const name of [...(await namesBelow()), ...files]) hash.update(`${name}\0`).update(await readFile(join(checkout, name)));
  const layer = join(cacheDir, "images/layers", `dashboard-${hash.digest("hex").slice(0, 16)}.tar`);
  const build = async (scratch: string) => {
    onProgress?.("building the dashboard");
    const pages = join(scratch, "pages");
    await run(process.execPath, ["--disable-warning=ExperimentalWarning", buildScript, pages], { cwd: checkout, signal });
    const tar = join(scratch, "layer.tar");
    await writeTar(await treeEntries(pages, "app/control/web/dist"), tar);
    return tar;
  };
  return cachedFile(layer, build, { signal });
}

async function namesBelow(): Promise<readonly string[]> {
  const below = await Promise.all(
    folders.map(async (folder) => (await sourceFiles(join(checkout, folder))).map((name) => join(folder, name))),
  );
  return below.flat().filter((name) => name !== "stores/stores.ts");
}
