import { join } from "node:path";
import type { EngineTools } from "../../control/engine/stack-layout.ts";
import { binFolder, pulumiHome } from "../../local/binaries/bin-folder.ts";
import type { BinaryName, ResolvedBinary } from "../../local/binaries/binary.ts";
import { ensureBinaries } from "../../local/binaries/ensure.ts";
import { cacheFolder, stateFolder } from "../../local/paths.ts";

/** Binaries that every command that changes something needs; Traefik becomes the ingress controller's image. */
export const toolNames = ["pulumi", "pulumi-resource-kubernetes", "kubectl", "helm", "traefik"] as const satisfies readonly BinaryName[];

/** The tools, laid out so that the engine downloads nothing. */
export interface Tools extends EngineTools {
  /** Folder with `pulumi`, `kubectl` and `helm` under their plain names, for PATH. */
  readonly binFolder: string;
  readonly kubernetesPluginVersion: string;
  readonly traefik: ResolvedBinary;
}

/** Options of {@link obtainTools}. */
export interface ToolOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onDetail?: (text: string) => void;
}

/**
 * Finds, downloads or builds the tools.
 *
 * @throws {BinaryError} when one cannot be had; the message says how it could be
 */
export async function obtainTools(options: ToolOptions = {}): Promise<Tools> {
  const binaries = await ensureBinaries(toolNames, {
    signal: options.signal,
    onProgress: ({ binary, phase, seconds }) => {
      if (phase !== "done" && phase !== "failed") options.onDetail?.(`${phase} ${binary} (${Math.round(seconds)} s)`);
    },
  });
  const get = (name: (typeof toolNames)[number]): ResolvedBinary => {
    const binary = binaries.get(name);
    if (binary === undefined) throw new Error(`${name} was not obtained although nothing failed`);
    return binary;
  };
  const plugin = get("pulumi-resource-kubernetes");
  const folder = await binFolder(cacheFolder(process.env), [get("pulumi"), get("kubectl"), get("helm")]);
  return {
    pulumi: join(folder, "pulumi"),
    pulumiHome: await pulumiHome(stateFolder(process.env), plugin),
    binFolder: folder,
    kubernetesPluginVersion: plugin.version,
    traefik: get("traefik"),
  };
}
