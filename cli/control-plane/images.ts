import { buildImages, imageReferences } from "../../images/catalog.ts";
import { sourcesFrom } from "../../images/sources/sources.ts";
import { cacheLayout } from "../../local/binaries/cache.ts";
import { ensureBinaries } from "../../local/binaries/ensure.ts";
import { hostPlatform } from "../../local/binaries/platform.ts";
import { cacheFolder } from "../../local/paths.ts";
import type { FleetImages } from "../workstation/images.ts";

const names = ["control-plane", "postgres"] as const;

/**
 * Builds what a control plane in the cluster runs, where the cache lacks it, with Linux builds of the engine's programs.
 *
 * @throws with every image that failed and why
 */
export async function buildControlPlaneImages(
  options: { signal?: AbortSignal | undefined; onDetail?: (text: string) => void } = {},
): Promise<FleetImages> {
  const cacheDir = cacheFolder(process.env);
  const architecture = hostPlatform().endsWith("arm64") ? "arm64" : "amd64";
  await ensureBinaries(["pulumi", "pulumi-resource-kubernetes"], {
    platform: `linux-${architecture}`,
    signal: options.signal,
    onProgress: ({ binary, phase }) => options.onDetail?.(`${binary}: ${phase}`),
  });
  const sources = { ...sourcesFrom(process.env), programs: cacheLayout.binaries(cacheDir) };
  const files = await buildImages(names, {
    cacheDir,
    sources,
    signal: options.signal,
    onProgress: ({ image, message }) => options.onDetail?.(`${image}: ${message}`),
  });
  return {
    references: (await imageReferences(names, sources)) as Readonly<Record<string, string>>,
    archives: files.map(({ file }) => file),
    built: files.filter(({ built }) => built).length,
  };
}
