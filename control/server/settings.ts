import { createHash, randomBytes, randomUUID } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { engines } from "../../stores/schema.ts";

const text = z.string().min(1);

/** What a control plane's process is told when it starts. The file is readable by its account only: a kubeconfig is a secret. */
export const settingsSchema = z.strictObject({
  environment: text,
  address: z.strictObject({ baseDomain: text, scheme: z.enum(["http", "https"]), port: z.int().optional() }),
  /** Folder of what must survive. */
  stateDir: text,
  /** Folder of the database, when there is no DATABASE_URL. */
  databaseFolder: text,
  /** File that declares the fleet. */
  storesFile: text,
  tools: z.strictObject({ pulumi: text, pulumiHome: text }),
  machine: z.strictObject({
    kubeconfig: text,
    images: z.record(z.string(), z.string()).optional(),
    ingressImage: z.string().optional(),
    httpPort: z.int().optional(),
    storageClass: z.string().optional(),
    kubernetesPluginVersion: z.string().optional(),
  }),
  /** Why stores of an engine cannot run here. */
  unavailable: z.partialRecord(z.enum(engines as [(typeof engines)[number], ...(typeof engines)[number][]]), z.string()),
  listen: z.strictObject({ host: text, port: z.int().min(0).max(65535) }),
  /** Host by which shops are reached from here instead of by their own names: an ingress controller inside the cluster. */
  ingress: z.string().optional(),
  /** Fingerprint of the code: another one means that a running process is out of date. */
  version: text,
});
export type Settings = z.output<typeof settingsSchema>;

/** Files of a control plane in its folder. */
export function controlPlaneFiles(stateDir: string) {
  const folder = join(stateDir, "control-plane");
  return {
    folder,
    settings: join(folder, "settings.json"),
    /** Written when it answers; gone when it has ended. */
    running: join(folder, "running.json"),
    /** Log-in of the first administrator, until somebody was shown it. */
    firstLogin: join(folder, "first-login.json"),
    /** API key of this machine's command line. */
    apiKey: join(folder, "api-key"),
    /** Address and API key of a control plane in the cluster, for this machine's command line. */
    inCluster: join(folder, "in-cluster.json"),
    /** The same as `firstLogin`, of a control plane in the cluster. */
    inClusterFirstLogin: join(folder, "in-cluster-first-login.json"),
    secret: join(folder, "secret"),
    log: join(folder, "control-plane.log"),
  } as const;
}

const runningSchema = z.strictObject({ pid: z.int(), started: z.string(), url: z.string(), settingsHash: z.string() });
/** A control plane that runs. `started`: start of the process, tells a re-used pid apart. */
export type Running = z.output<typeof runningSchema>;

export async function readRunning(file: string): Promise<Running | undefined> {
  const read = await readFile(file, "utf8").catch(() => undefined);
  if (read === undefined) return undefined;
  try {
    return runningSchema.parse(JSON.parse(read));
  } catch {
    return undefined;
  }
}

export function settingsHash(settings: Settings): string {
  return createHash("sha256").update(JSON.stringify(settings)).digest("hex");
}

/** Writes a file for this account only, whole or not at all. */
export async function writePrivate(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, content, { mode: 0o600 });
  await chmod(unfinished, 0o600);
  await rename(unfinished, file);
}

/** The secret that signs sessions: of the environment, else made once and kept. */
export async function sessionSecret(file: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const given = environment.STOREFLEET_AUTH_SECRET;
  if (given !== undefined && given !== "") return given;
  const kept = await readFile(file, "utf8").catch(() => undefined);
  if (kept !== undefined) return kept;
  const secret = randomBytes(32).toString("base64url");
  await writePrivate(file, secret);
  return secret;
}
