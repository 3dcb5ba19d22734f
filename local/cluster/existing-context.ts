import { failureText, type ProcessRunner, type RunResult, runProcess } from "./process-runner.ts";
import {
  type Availability,
  ClusterError,
  type ClusterPlan,
  type ClusterProvider,
  type ClusterStatus,
  type OperationOptions,
  type StartResult,
} from "./provider.ts";
import { secondsSince, step } from "./steps.ts";

/** Options of {@link existingContextProvider}. */
export interface ExistingContextOptions {
  /** Name of a context in the user's kubeconfig. */
  readonly context: string;
  /** Finds kubectl. */
  readonly kubectl: (options: OperationOptions) => Promise<string>;
  /** @default - KUBECONFIG, else ~/.kube/config, as kubectl does */
  readonly kubeconfigFile?: string;
  /** @default 80 */
  readonly httpPort?: number;
  /** @default 443 */
  readonly httpsPort?: number;
  /** Address of this machine or of the cluster at which the ingress answers. @default "127.0.0.1" */
  readonly address?: string;
  /** @default "standard", the name that kind and minikube use */
  readonly storageClass?: string;
  /** @default - real processes */
  readonly run?: ProcessRunner;
}

/** Commands that load archives into the workstation clusters whose context names say what they are. */
const loaders: readonly { readonly context: RegExp; readonly argv: (name: string, archive: string) => readonly string[] }[] = [
  { context: /^kind-(.+)$/, argv: (name, archive) => ["kind", "load", "image-archive", archive, "--name", name] },
  { context: /^k3d-(.+)$/, argv: (name, archive) => ["k3d", "image", "import", archive, "--cluster", name] },
  { context: /^(minikube)$/, argv: (name, archive) => ["minikube", "image", "load", archive, "--profile", name] },
  { context: /^(docker-desktop)$/, argv: (_, archive) => ["docker", "load", "--input", archive] },
];

/** A cluster that somebody else runs. It is used, never started, stopped or deleted. */
export function existingContextProvider(given: ExistingContextOptions): ClusterProvider {
  const run = given.run ?? runProcess;
  const file = given.kubeconfigFile === undefined ? [] : ["--kubeconfig", given.kubeconfigFile];

  const kubectl = async (args: readonly string[], options: OperationOptions): Promise<RunResult> =>
    run([await given.kubectl(options), ...file, "--context", given.context, ...args], { signal: options.signal, timeoutMs: 30_000 });

  const status = async (options: OperationOptions = {}): Promise<ClusterStatus> => {
    const result = await kubectl(["get", "--raw", "/version"], options);
    if (result.code !== 0)
      return { state: "stopped", detail: failureText(["kubectl", "--context", given.context, "get", "--raw", "/version"], result) };
    const { gitVersion = "unknown" } = JSON.parse(result.stdout) as { readonly gitVersion?: string };
    return { state: "running", detail: `Kubernetes ${gitVersion} answers in context ${given.context}`, version: gitVersion };
  };
  const keepOut = async (verb: string, options: OperationOptions = {}) =>
    options.onProgress?.({ type: "note", message: `the cluster of context ${given.context} is not ours to ${verb}; nothing was done` });

  return {
    name: "existing-context",
    exposes: {
      httpPort: given.httpPort ?? 80,
      httpsPort: given.httpsPort ?? 443,
      address: given.address ?? "127.0.0.1",
      storageClass: given.storageClass ?? "standard",
    },
    async detect(options = {}): Promise<Availability> {
      const found = await status(options);
      if (found.state === "running") return { available: true, reason: found.detail };
      return {
        available: false,
        reason: found.detail,
        fix: `start the cluster of context "${given.context}", or name another context ("kubectl config get-contexts" lists them)`,
      };
    },
    async plan(options = {}): Promise<ClusterPlan> {
      return { provider: "existing-context", state: (await status(options)).state, steps: [] };
    },
    async start(options = {}): Promise<StartResult> {
      const started = performance.now();
      const found = await step(options, "check", `context ${given.context}`, () => status(options));
      if (found.state !== "running") {
        throw new ClusterError(
          "not-running",
          `the cluster of context "${given.context}" does not answer, and it is not ours to start. ${found.detail}`,
        );
      }
      return { from: "running", changed: false, seconds: secondsSince(started) };
    },
    stop: (options) => keepOut("stop", options),
    delete: (options) => keepOut("delete", options),
    status,
    async kubeconfig() {
      const argv = ["config", "view", "--raw", "--minify", "--flatten", "--output", "yaml"];
      const result = await kubectl(argv, {});
      if (result.code !== 0) throw new ClusterError("not-running", failureText(["kubectl", "--context", given.context, ...argv], result));
      return result.stdout;
    },
    async loadImages(archives, options = {}) {
      const loader = loaders.find(({ context }) => context.test(given.context));
      if (loader === undefined) {
        throw new ClusterError(
          "cannot-load-images",
          `nothing is known about how to load images into the cluster of context "${given.context}" (known: kind-*, k3d-*, minikube, docker-desktop); ` +
            "set imageRegistry to a registry that the cluster can pull from",
        );
      }
      const name = loader.context.exec(given.context)?.[1] ?? given.context;
      for (const archive of archives) {
        const argv = loader.argv(name, archive);
        const result = await run(argv, { signal: options.signal });
        if (result.code !== 0) throw new ClusterError("cannot-load-images", failureText(argv, result));
      }
    },
  };
}
