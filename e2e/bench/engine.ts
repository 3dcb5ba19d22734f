import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parse, stringify } from "yaml";
import type { OperationKind } from "../../control/engine/messages.ts";
import { runOperation } from "../../control/engine/operation.ts";
import { descendantsOf } from "../../control/engine/processes.ts";
import { prepareStack } from "../../control/engine/stack-files.ts";
import { type EngineTools, projectDirectory, type StackLayout } from "../../control/engine/stack-layout.ts";

/** Options of {@link benchEngine}. */
export interface EngineBenchOptions {
  readonly tools: EngineTools;
  /** Text of the kubeconfig of a cluster that may be filled with namespaces `store-bench-…`; they are removed again. */
  readonly kubeconfig: string;
  readonly kubernetesPluginVersion: string;
  readonly storageClass?: string;
  /**
   * Stores in one stack.
   * @default [1, 10, 50]
   */
  readonly sizes?: readonly number[];
  /** @default "at-end" */
  readonly checkpoints?: "every-step" | "at-end";
  readonly onProgress?: (line: string) => void;
}

/** One operation on one stack. */
export interface EngineMeasurement {
  readonly stores: number;
  readonly step: "up" | "no-op" | "preview" | "refresh" | "change" | "destroy";
  /** Wall time of the whole operation, its own process included. */
  readonly seconds: number;
  /** Resources created, updated, replaced or deleted. */
  readonly changed: number;
  /** Largest sum of PSS of the operation's processes (Node, CLI, plugin). */
  readonly peakMiB: number;
  /** Size of the stack's state afterwards. */
  readonly stateKiB: number;
}

const steps: readonly { readonly step: EngineMeasurement["step"]; readonly kind: OperationKind; readonly plan: string }[] = [
  { step: "up", kind: "up", plan: "starter" },
  { step: "no-op", kind: "up", plan: "starter" },
  { step: "preview", kind: "preview", plan: "starter" },
  { step: "refresh", kind: "refresh", plan: "starter" },
  { step: "change", kind: "up", plan: "standard" },
  { step: "destroy", kind: "destroy", plan: "standard" },
];

/** Measures the engine itself: guardrails and Secrets of many stores in one stack, without the chart. */
export async function benchEngine(options: EngineBenchOptions): Promise<EngineMeasurement[]> {
  const measurements: EngineMeasurement[] = [];
  for (const stores of options.sizes ?? [1, 10, 50]) {
    const root = await mkdtemp(join(tmpdir(), "storefleet-bench-"));
    try {
      const layout = await prepareBenchStack(root, options);
      for (const { step, kind, plan } of steps) {
        const measured = await measure(layout, { stores, step, kind, plan }, options);
        measurements.push(measured);
        options.onProgress?.(
          `${stores} stores, ${step}: ${measured.seconds.toFixed(1)} s, ${measured.peakMiB} MiB, state ${measured.stateKiB} KiB`,
        );
      }
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }
  return measurements;
}

/** A stack of its own, beside the workstation's: nothing of the real environment is read or changed. */
async function prepareBenchStack(root: string, options: EngineBenchOptions): Promise<StackLayout> {
  const projectDir = join(root, "project");
  await mkdir(projectDir);
  const project = parse(readFileSync(join(projectDirectory, "Pulumi.yaml"), "utf8")) as { main: string };
  const main = relative(projectDir, join(projectDirectory, project.main));
  await writeFile(join(projectDir, "Pulumi.yaml"), stringify({ ...project, main }));
  const committed = parse(readFileSync(join(projectDirectory, "Pulumi.local.yaml"), "utf8")) as { config: Record<string, unknown> };
  const config = { ...committed.config, "storefleet:ingress": { install: false } };
  await writeFile(join(projectDir, "Pulumi.local.yaml"), stringify({ config }));
  const { kubeconfig, kubernetesPluginVersion, storageClass } = options;
  // The chart is not applied, so these are never pulled.
  const images = Object.fromEntries(
    ["postgres", "valkey", "medusa", "storefront", "toolbox"].map((name) => [name, `bench.invalid/${name}:1`]),
  );
  return prepareStack({
    stack: "local",
    stateDir: join(root, "state"),
    projectDir,
    machine: { kubeconfig, kubernetesPluginVersion, images, ...(storageClass === undefined ? {} : { storageClass }) },
  });
}

interface Step {
  readonly stores: number;
  readonly step: EngineMeasurement["step"];
  readonly kind: OperationKind;
  readonly plan: string;
}

async function measure(layout: StackLayout, { stores, step, kind, plan }: Step, options: EngineBenchOptions): Promise<EngineMeasurement> {
  const declared = Array.from({ length: stores }, (_, index) => ({
    name: `bench-${index}`,
    engine: "medusa",
    adminEmail: "bench@storefleet.example",
    plan,
  }));
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, memoryBelow(process.pid));
  }, 200);
  const startedAt = performance.now();
  try {
    const { tools, checkpoints = "at-end" } = options;
    const { summary } = await runOperation({ kind, layout, tools, checkpoints, program: { declared, guardrailsOnly: true } });
    const { create, update, replace, delete: removed } = summary.total;
    return {
      stores,
      step,
      seconds: (performance.now() - startedAt) / 1000,
      changed: create + update + replace + removed,
      peakMiB: Math.round(peak / 1024),
      stateKiB: Math.round((await stateBytes(layout)) / 1024),
    };
  } finally {
    clearInterval(sampler);
  }
}

async function stateBytes({ backendDirectory, stack }: StackLayout): Promise<number> {
  return (await stat(join(backendDirectory, ".pulumi", "stacks", "storefleet", `${stack}.json`)).catch(() => ({ size: 0 }))).size;
}

/** Memory of every process below one, in KiB; shared pages are counted once (PSS). Zero where the kernel does not tell. */
function memoryBelow(pid: number): number {
  return descendantsOf(pid)
    .map((entry) => {
      try {
        return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${entry.pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
      } catch {
        // It ended while we looked.
        return 0;
      }
    })
    .reduce((sum, size) => sum + size, 0);
}
