import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { failureText, type ProcessRunner, runProcess } from "./process-runner.ts";
import {
  type Availability,
  ClusterError,
  type ClusterPlan,
  type ClusterProvider,
  type ClusterState,
  type ClusterStatus,
  type OperationOptions,
  type StartResult,
} from "./provider.ts";
import { secondsSince, step } from "./steps.ts";

/** Options of {@link k3dProvider}. */
export interface K3dOptions {
  /** Finds k3d. */
  readonly k3d: (options: OperationOptions) => Promise<string>;
  /** Where the kubeconfig is written, mode 0600. */
  readonly kubeconfigFile: string;
  /** @default 80 */
  readonly httpPort?: number;
  /** @default 443 */
  readonly httpsPort?: number;
  /** @default - {@link k3sImage} */
  readonly image?: string;
  /** @default - real processes */
  readonly run?: ProcessRunner;
}

/** The k3s that new clusters run. */
export const k3sImage = "docker.io/rancher/k3s:v1.36.4-k3s1";

const cluster = "storefleet";
/** On loopback: the API server of a workstation is nobody else's business. */
const apiPort = "127.0.0.1:6445";

/** Arguments that make the cluster. One node without k3d's own proxy, so that hostPorts of the ingress controller are this machine's ports. */
export function createArguments(httpPort: number, httpsPort: number, image: string): readonly string[] {
  return [
    ...["cluster", "create", cluster],
    ...["--image", image, "--servers", "1", "--agents", "0", "--no-lb"],
    ...["--api-port", apiPort],
    ...["--port", `${httpPort}:${httpPort}@server:0:direct`, "--port", `${httpsPort}:${httpsPort}@server:0:direct`],
    // Storefleet installs its own pinned Traefik; k3s' load balancer would take the same ports.
    ...["--k3s-arg", "--disable=traefik,servicelb@server:0"],
    ...["--kubeconfig-update-default=false", "--kubeconfig-switch-context=false"],
    ...["--wait", "--timeout", "180s"],
  ];
}

interface ListedCluster {
  readonly name: string;
  readonly serversCount: number;
  readonly serversRunning: number;
}

/** k3s in Docker, by k3d. */
export function k3dProvider(given: K3dOptions): ClusterProvider {
  const run = given.run ?? runProcess;
  const httpPort = given.httpPort ?? 80;
  const httpsPort = given.httpsPort ?? 443;

  const k3d = async (args: readonly string[], options: OperationOptions): Promise<string> => {
    const argv = [await given.k3d(options), ...args];
    const result = await run(argv, { signal: options.signal });
    if (result.code !== 0) throw new ClusterError("step-failed", failureText(argv, result));
    return result.stdout;
  };

  const status = async (options: OperationOptions = {}): Promise<ClusterStatus> => {
    const listed = JSON.parse((await k3d(["cluster", "list", "--output", "json"], options)) || "[]") as readonly ListedCluster[];
    const found = listed.find(({ name }) => name === cluster);
    if (found === undefined) return { state: "absent", detail: `Docker has no k3d cluster "${cluster}"` };
    if (found.serversRunning === 0) return { state: "stopped", detail: `the k3d cluster "${cluster}" is stopped` };
    if (found.serversRunning < found.serversCount)
      return { state: "degraded", detail: `${found.serversRunning} of ${found.serversCount} nodes run` };
    return { state: "running", detail: `the k3d cluster "${cluster}" runs` };
  };

  const kubeconfig = (options: OperationOptions = {}) => k3d(["kubeconfig", "get", cluster], options);

  const create = async (options: OperationOptions) => {
    try {
      await step(options, "create", `k3s ${given.image ?? k3sImage}`, () =>
        k3d(createArguments(httpPort, httpsPort, given.image ?? k3sImage), options),
      );
    } catch (error) {
      // k3d leaves its containers when it is interrupted, and then takes the half-made cluster for a whole one.
      await k3d(["cluster", "delete", cluster], {}).catch(() => undefined);
      throw error;
    }
  };

  return {
    name: "k3d",
    exposes: { httpPort, httpsPort, address: "127.0.0.1", storageClass: "local-path" },
    async detect(options = {}): Promise<Availability> {
      const argv = ["docker", "version", "--format", "{{.Server.Version}}"];
      const result = await run(argv, { signal: options.signal, timeoutMs: 10_000 });
      if (result.code === 0) {
        const program = await given.k3d(options);
        const found = await run([program, "version"], { signal: options.signal, timeoutMs: 10_000 });
        if (found.code === 0) return { available: true, reason: `Docker ${result.stdout.trim()} answers` };
        return {
          available: false,
          reason: `Docker answers, but there is no k3d command ("${program}")`,
          fix: "install k3d 5 and put it on PATH",
        };
      }
      const why = result.code === 127 ? "there is no docker command" : (result.stderr.trim().split("\n")[0] ?? "");
      return { available: false, reason: `Docker does not answer: ${why}`, fix: "install Docker, or start it" };
    },
    async plan(options = {}): Promise<ClusterPlan> {
      const { state } = await status(options);
      return { provider: "k3d", state, steps: planSteps(state) };
    },
    async start(options = {}): Promise<StartResult> {
      const started = performance.now();
      const { state } = await step(options, "check", "k3d's clusters", () => status(options));
      if (state === "absent") await create(options);
      else if (state !== "running")
        await step(options, "start", "k3d's containers", () => k3d(["cluster", "start", cluster, "--wait"], options));
      await mkdir(dirname(given.kubeconfigFile), { recursive: true });
      await writeFile(given.kubeconfigFile, await kubeconfig(options), { mode: 0o600 });
      return { from: state, changed: state !== "running", seconds: secondsSince(started) };
    },
    async stop(options = {}) {
      if ((await status(options)).state !== "absent")
        await step(options, "stop", "k3d's containers", () => k3d(["cluster", "stop", cluster], options));
    },
    async delete(options = {}) {
      if ((await status(options)).state !== "absent")
        await step(options, "delete", "k3d's containers", () => k3d(["cluster", "delete", cluster], options));
      await rm(given.kubeconfigFile, { force: true });
    },
    status,
    kubeconfig: () => kubeconfig(),
    async loadImages(archives, options = {}) {
      if (archives.length > 0) await k3d(["image", "import", "--cluster", cluster, "--mode", "direct", ...archives], options);
    },
  };
}

function planSteps(state: ClusterState): readonly string[] {
  if (state === "running") return [];
  if (state === "absent") return ["create a k3d cluster of one node"];
  return ["start k3d's containers"];
}
