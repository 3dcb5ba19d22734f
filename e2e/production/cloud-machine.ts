import { spawn } from "node:child_process";
import { type CloudReply, type CloudRequest, FakeCloud } from "./fake-cloud.ts";
import { Machine } from "./machine.ts";
import type { Finished } from "./tools.ts";

/** A machine in a throw-away folder, and the cloud that it talks to. */
export interface CloudMachine {
  readonly machine: Machine;
  readonly cloud: FakeCloud;
  /** What the cloud answers; a test sets it. */
  answer: (request: CloudRequest) => CloudReply;
  /** Runs a script while the cloud answers. */
  script(name: string, environment?: Readonly<Record<string, string>>): Promise<Finished>;
  stop(): Promise<void>;
}

/** @param document A cloud-init file, as it is rendered for Azure. */
export async function startCloudMachine(document: string): Promise<CloudMachine> {
  const machine = new Machine(document);
  const cloud = await FakeCloud.start((request) => both.answer(request));
  machine.set({ METADATA_URL: cloud.url, VAULT_URL: cloud.url, SNAPSHOT_URL: `${cloud.url}/etcd-snapshots` });
  machine.replaceProgram("systemctl", `echo "$@" >> ${machine.path("/test/systemctl")}`);
  const both: CloudMachine = {
    machine,
    cloud,
    answer: () => ({ status: 404 }),
    script: (name, environment = {}) => run(machine, name, environment),
    stop: async () => {
      await cloud.stop();
      machine.remove();
    },
  };
  return both;
}

async function run(machine: Machine, name: string, environment: Readonly<Record<string, string>>): Promise<Finished> {
  const child = spawn("bash", [machine.path(`/usr/local/lib/storefleet/${name}`)], {
    env: { ...process.env, ...machine.environment(environment) },
  });
  const texts = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].on("data", (chunk: Buffer) => {
      texts[stream] += chunk.toString();
    });
  }
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, ...texts };
}
