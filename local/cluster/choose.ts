import { join } from "node:path";
import { ensureBinaries } from "../binaries/ensure.ts";
import { obtainEmbeddedParts } from "../embedded-parts.ts";
import { cacheFolder, type Environment, stateFolder } from "../paths.ts";
import { embeddedProvider } from "./embedded/embedded.ts";
import { existingContextProvider } from "./existing-context.ts";
import { k3dProvider } from "./k3d.ts";
import { type ProcessRunner, runProcess } from "./process-runner.ts";
import { ClusterError, type ClusterProvider, type OperationOptions, type ProviderName } from "./provider.ts";

/** What a person may set about the cluster. */
export interface ClusterConfig {
  /** @default - `existing-context` when `context` is set, else k3d where Docker answers, else embedded */
  readonly provider?: ProviderName;
  /** Context of a kubeconfig, for the provider `existing-context`. */
  readonly context?: string;
  /** @default - KUBECONFIG, else ~/.kube/config */
  readonly kubeconfigFile?: string;
  /** Port of this machine for http. @default 80 */
  readonly httpPort?: number;
  /** Port of this machine for https. @default 443 */
  readonly httpsPort?: number;
  /** Storage class of an existing cluster. @default "standard" */
  readonly storageClass?: string;
}

/** Options of {@link chooseProvider}. */
export interface ChooseOptions extends OperationOptions {
  /** @default process.env */
  readonly environment?: Environment;
  /** @default - real processes */
  readonly run?: ProcessRunner;
}

/** Where the kubeconfig of a cluster that we run is written. */
export function kubeconfigPath(environment: Environment): string {
  return join(stateFolder(environment), "cluster", "kubeconfig");
}

/** Every provider that the configuration allows, by name. `existing-context` needs a context. */
export function providers(config: ClusterConfig, options: ChooseOptions = {}): Readonly<Partial<Record<ProviderName, ClusterProvider>>> {
  const environment = options.environment ?? process.env;
  const run = options.run ?? runProcess;
  const ports = {
    ...(config.httpPort !== undefined && { httpPort: config.httpPort }),
    ...(config.httpsPort !== undefined && { httpsPort: config.httpsPort }),
  };
  const kubeconfigFile = kubeconfigPath(environment);
  const kubectl = async ({ signal }: OperationOptions) => {
    const binaries = await ensureBinaries(["kubectl"], { environment, ...(signal !== undefined && { signal }) });
    return binaries.get("kubectl")?.file ?? "kubectl";
  };
  return {
    ...(config.context !== undefined && {
      "existing-context": existingContextProvider({
        context: config.context,
        kubectl,
        run,
        ...ports,
        ...(config.kubeconfigFile !== undefined && { kubeconfigFile: config.kubeconfigFile }),
        ...(config.storageClass !== undefined && { storageClass: config.storageClass }),
      }),
    }),
    k3d: k3dProvider({ k3d: async () => "k3d", kubeconfigFile, run, ...ports }),
    embedded: embeddedProvider({
      parts: (operation) => obtainEmbeddedParts(environment, operation),
      cache: cacheFolder(environment),
      kubeconfigFile,
      run,
      ...ports,
    }),
  };
}

/**
 * The provider that the configuration names, else the first that this machine can run: k3d where Docker answers, then embedded.
 * A cluster that exists is kept: once the embedded one was made, Docker's arrival changes nothing.
 * @throws ClusterError `not-available` with every provider's reason
 */
export async function chooseProvider(config: ClusterConfig, options: ChooseOptions = {}): Promise<ClusterProvider> {
  const all = providers(config, options);
  const named = config.provider ?? (config.context === undefined ? undefined : "existing-context");
  if (named !== undefined) {
    const provider = all[named];
    if (provider === undefined) {
      throw new ClusterError(
        "not-available",
        'the cluster provider "existing-context" needs the name of a context; set "context" in the cluster\'s configuration',
      );
    }
    return provider;
  }
  if (all.embedded !== undefined && (await all.embedded.status(options)).state !== "absent") return all.embedded;
  const reasons: string[] = [];
  for (const provider of [all.k3d, all.embedded]) {
    if (provider === undefined) continue;
    const found = await provider.detect(options);
    if (found.available) return provider;
    reasons.push(`- ${provider.name}: ${found.reason}${found.fix === undefined ? "" : ` (${found.fix})`}`);
  }
  throw new ClusterError(
    "not-available",
    `this machine can run no cluster:\n${reasons.join("\n")}\nOr set "context" to a cluster that runs elsewhere`,
  );
}
