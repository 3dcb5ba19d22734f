import { sourcesFrom } from "../../images/sources/sources.ts";
import { cacheLayout } from "../../local/binaries/cache.ts";
import { ensureBinaries } from "../../local/binaries/ensure.ts";
import { hostPlatform } from "../../local/binaries/platform.ts";
import { cacheFolder } from "../../local/paths.ts";
import { type BuildOptions, buildNamedImages, type FleetImages } from "../workstation/images.ts";

/**
 * Builds what a control plane in the cluster runs, where the cache lacks it, with Linux builds of the engine's programs.
 *
 * @throws with every image that failed and why
 */
export async function buildControlPlaneImages(options: Omit<BuildOptions, "sources"> = {}): Promise<FleetImages> {
  const architecture = hostPlatform().endsWith("arm64") ? "arm64" : "amd64";
  await ensureBinaries(["pulumi", "pulumi-resource-kubernetes"], {
    platform: `linux-${architecture}`,
    signal: options.signal,
    onProgress: ({ binary, phase }) => options.onDetail?.(`${binary}: ${phase}`),
  });
  const sources = { ...sourcesFrom(process.env), programs: cacheLayout.binaries(cacheFolder(process.env)) };
  return buildNamedImages(["control-plane", "postgres"], { ...options, sources });
}
