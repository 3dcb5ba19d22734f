import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { clusterIdentity } from "../../stacks/kubeconfig.ts";
import { environmentOf } from "../../stacks/stack-name.ts";
import { type Crypter, newCrypter, openCrypter, PassphraseMismatch } from "./crypter.ts";
import { EngineError } from "./errors.ts";
import { hasResources } from "./file-backend.ts";
import { readPassphrase } from "./passphrase.ts";
import { projectDirectory, type StackLayout, stackLayout } from "./stack-layout.ts";

/** What belongs to one machine and is therefore not in the committed configuration. Keys as in stacks/config-fields.ts. */
export interface MachineConfig {
  /** Text of the kubeconfig; stored encrypted. */
  readonly kubeconfig: string;
  /** References of the images that are there. Those of earlier runs stay known, so that a store is never taken for gone. */
  readonly images?: Readonly<Record<string, string>>;
  readonly ingressImage?: string;
  /** Port that shoppers use, and the ingress controller's port on the node. */
  readonly httpPort?: number;
  readonly storageClass?: string;
  readonly kubernetesPluginVersion?: string;
  /** Whether the control plane runs in the cluster. @default - as it was */
  readonly controlPlane?: "running" | "stopped";
  /** Of a self-service stack: its store's spec. */
  readonly store?: Readonly<Record<string, unknown>>;
}

/** Options of {@link prepareStack}. */
export interface PrepareOptions {
  /** An environment, or `<environment>.<store>` for a self-service store. */
  readonly stack: string;
  readonly stateDir: string;
  readonly machine: MachineConfig;
  /**
   * Folder with `Pulumi.yaml` and the committed `Pulumi.<environment>.yaml`.
   * @default - this checkout
   */
  readonly projectDir?: string;
}

type Secure = { secure: string };
const secure = z.strictObject({ secure: z.string() });
const stackFile = z.looseObject({
  encryptionsalt: z.string().optional(),
  config: z.record(z.string(), z.unknown()).nullish(),
});
type StackFile = z.output<typeof stackFile>;

const key = (name: string) => `storefleet:${name}`;
const isSecure = (value: unknown): value is Secure => secure.safeParse(value).success;
/** True for a secret, and for an object that `pulumi config set --secret --path` put one into. */
const holdsSecret = (value: unknown): boolean =>
  isSecure(value) || (typeof value === "object" && value !== null && Object.values(value).some(holdsSecret));

/**
 * Composes the effective files of a stack in the state folder: the committed configuration, what belongs to this machine,
 * and the secrets, which live only there. Safe to repeat; the same input gives the same file.
 *
 * @throws {EngineError} `ConfigMissing`, `PassphraseMissing`, `WrongPassphrase`, `RootSecretMissing`, `ClusterChanged`; nothing has
 *   been changed then
 */
export async function prepareStack(options: PrepareOptions): Promise<StackLayout> {
  const { stack, stateDir, machine, projectDir = projectDirectory } = options;
  const layout = stackLayout(stateDir, stack);
  const committed = await readCommitted(projectDir, environmentOf(stack));
  const previous = stackFile.parse(parse(await readIfThere(layout.configFile)) ?? {});
  const deployed = await hasResources(layout);
  const rootSecret = previous.config?.[key("rootSecret")] ?? committed.config?.[key("rootSecret")];

  if (deployed && rootSecret === undefined) throw rootSecretMissing(layout);
  const crypter = await openStack(layout, committed, previous);
  const kubeconfig = encrypted(crypter, previous.config?.[key("kubeconfig")], machine.kubeconfig);
  if (deployed) refuseOtherCluster(layout, crypter, previous, machine.kubeconfig);
  const kept = Object.entries(previous.config ?? {}).filter(([, value]) => holdsSecret(value));
  const config = {
    ...committed.config,
    ...Object.fromEntries(kept),
    ...machineValues(committed, previous, machine),
    [key("kubeconfig")]: kubeconfig,
    [key("rootSecret")]: rootSecret ?? { secure: crypter.encrypt(randomBytes(32).toString("base64")) },
  };

  await mkdir(layout.backendDirectory, { recursive: true, mode: 0o700 });
  await mkdir(layout.directory, { recursive: true, mode: 0o700 });
  await writeAtomically(join(layout.directory, "Pulumi.yaml"), await projectFile(projectDir, layout));
  await writeAtomically(layout.configFile, stringify({ encryptionsalt: crypter.salt, config }, { lineWidth: 0, sortMapEntries: true }));
  return layout;
}

async function readCommitted(projectDir: string, environment: string): Promise<StackFile> {
  const text = await readIfThere(join(projectDir, `Pulumi.${environment}.yaml`));
  if (text !== "") return stackFile.parse(parse(text));
  const names = (await readdir(projectDir)).map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1]).filter((name) => name !== undefined);
  throw new EngineError(
    "ConfigMissing",
    `There is no environment ${environment}: ${projectDir} has no Pulumi.${environment}.yaml. Known environments: ${names.sort().join(", ") || "none"}.`,
  );
}

/** @throws {EngineError} `PassphraseMissing`, `WrongPassphrase` */
async function openStack(layout: StackLayout, committed: StackFile, previous: StackFile): Promise<Crypter> {
  const salt = previous.encryptionsalt ?? committed.encryptionsalt;
  const workstation = committed.config?.[key("cluster")] === "local";
  const passphrase = await readPassphrase({ file: layout.passphraseFile, create: workstation, inUse: salt !== undefined });
  if (salt === undefined) return newCrypter(passphrase);
  try {
    return await openCrypter(passphrase, salt);
  } catch (error) {
    if (!(error instanceof PassphraseMismatch)) throw error;
    throw new EngineError(
      "WrongPassphrase",
      `The passphrase in ${layout.passphraseFile} does not open ${layout.configFile}. Nothing was changed. Put the right passphrase there again.`,
    );
  }
}

function rootSecretMissing(layout: StackLayout): EngineError {
  return new EngineError(
    "RootSecretMissing",
    `Stack ${layout.stack} has resources, but ${layout.configFile} has no root secret: a new one would replace the password of every store. ` +
      "Nothing was changed. Restore that file from a backup, or destroy the stack and start again.",
  );
}

/** A state that describes another cluster's objects would be taken for this one's: everything in it would seem to be there. */
function refuseOtherCluster(layout: StackLayout, crypter: Crypter, previous: StackFile, kubeconfig: string): void {
  const before = previous.config?.[key("kubeconfig")];
  if (!isSecure(before) || clusterIdentity(crypter.decrypt(before.secure)) === clusterIdentity(kubeconfig)) return;
  throw new EngineError(
    "ClusterChanged",
    `Stack ${layout.stack} describes stores in another cluster than the one given now. Nothing was changed. ` +
      "If that cluster is gone for good, forget its stores first; if not, give its kubeconfig.",
  );
}

/** Keeps the old text when it says the same: encrypting again would change the file each time. */
function encrypted(crypter: Crypter, previous: unknown, text: string): Secure {
  return isSecure(previous) && crypter.decrypt(previous.secure) === text ? previous : { secure: crypter.encrypt(text) };
}

function machineValues(committed: StackFile, previous: StackFile, machine: MachineConfig): Record<string, unknown> {
  const object = (file: StackFile, name: string) => (file.config?.[key(name)] ?? {}) as Record<string, unknown>;
  const ingress = object(committed, "ingress");
  const hostPorts = { ...(ingress.hostPorts as object | undefined), ...(machine.httpPort === undefined ? {} : { http: machine.httpPort }) };
  const controlPlane = machine.controlPlane ?? object(previous, "addOns").controlPlane;
  const inCluster = controlPlane === undefined ? {} : { platform: true, controlPlane };
  const addOns = { ...object(committed, "addOns"), ...inCluster };
  const image = machine.ingressImage ?? ingress.image ?? object(previous, "ingress").image;
  const values = {
    images: { ...object(committed, "images"), ...object(previous, "images"), ...machine.images },
    ingress: { ...ingress, ...(image === undefined ? {} : { image }), ...(Object.keys(hostPorts).length === 0 ? {} : { hostPorts }) },
    addOns: Object.keys(addOns).length === 0 ? undefined : addOns,
    httpPort: machine.httpPort,
    storageClass: machine.storageClass,
    kubernetesPluginVersion: machine.kubernetesPluginVersion,
    store: machine.store,
  };
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [key(name), value]),
  );
}

/** The committed project, with its program where it is, seen from the state folder. */
async function projectFile(projectDir: string, layout: StackLayout): Promise<string> {
  const project = parse(await readFile(join(projectDir, "Pulumi.yaml"), "utf8")) as { main: string };
  return stringify({ ...project, main: join(projectDir, project.main), backend: { url: layout.backendUrl } });
}

async function readIfThere(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
}

/** A reader, or a machine that loses power, sees the old file or the new one. */
async function writeAtomically(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.new`;
  await writeFile(temporary, text, { mode: 0o600, flush: true });
  await rename(temporary, file);
}
