import { ctr } from "../../local/cluster/embedded/image-store.ts";
import type { EmbeddedLayout } from "../../local/cluster/embedded/layout.ts";
import { parseTasks } from "../../local/cluster/embedded/teardown.ts";
import { runProcess } from "../../local/cluster/process-runner.ts";
import { until } from "../../local/cluster/steps.ts";

/** A running container: its id and the process that it began with. */
export interface ContainerProcess {
  readonly id: string;
  readonly pid: number;
}

/** Containers and their processes as the runtime knows them: what the API says of them is late after a crash. */
export async function containerProcesses(layout: EmbeddedLayout): Promise<readonly ContainerProcess[]> {
  const tasks = parseTasks((await runProcess(ctr(layout, "tasks", "ls"))).stdout);
  // The runtime tells them in another order each time.
  return [...tasks].sort((a, b) => a.pid - b.pid);
}

/** The same once nothing has come or gone for 10 s: after a crash some programs end once more before they find each other. */
export async function settledProcesses(layout: EmbeddedLayout): Promise<readonly ContainerProcess[]> {
  let last = await containerProcesses(layout);
  let since = performance.now();
  return until({ what: "containers to come to rest", timeoutMs: 120_000, everyMs: 1000 }, async () => {
    const now = await containerProcesses(layout);
    if (JSON.stringify(now) !== JSON.stringify(last)) since = performance.now();
    last = now;
    return performance.now() - since > 10_000 ? now : undefined;
  });
}

/** Pod and container by the runtime's labels; a pod's sandbox has no container's name. */
export async function containerName(layout: EmbeddedLayout, id: string): Promise<string> {
  const { stdout } = await runProcess(ctr(layout, "containers", "info", id));
  const labels = (JSON.parse(stdout) as { Labels?: Record<string, string> }).Labels ?? {};
  return `${labels["io.kubernetes.pod.name"]}/${labels["io.kubernetes.container.name"] ?? "sandbox"}`;
}
