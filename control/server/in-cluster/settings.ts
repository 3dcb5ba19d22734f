import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { imagesOf } from "../../../constructs/environment.ts";
import {
  controlPlaneDatabase,
  controlPlanePaths,
  controlPlanePort,
  inClusterSettings,
  secretFiles,
  settingsFiles,
} from "../../../stacks/add-ons/control-plane-settings.ts";
import { engines } from "../../../stores/schema.ts";
import { stackLayout } from "../../engine/stack-layout.ts";
import { type Settings, writePrivate } from "../settings.ts";
import { accountKubeconfig } from "./account.ts";

/** What a control plane in the cluster starts with. */
export interface InClusterStart {
  readonly settings: Settings;
  /** Variables besides those of the process; some are secrets, which therefore are in no process's environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Folder for what the Pulumi CLI writes beside its plugins. */
const pulumiHome = "/tmp/pulumi-home";
/** Nobody but the ingress controller reaches the port: a network policy says so. Its address is one of the cluster's own. */
const trustedProxies = "uniquelocal";

/** Reads what is mounted, and prepares the folders that the engine expects. */
export async function inClusterStart(): Promise<InClusterStart> {
  const { settings: folder, state, pulumi } = controlPlanePaths;
  const mounted = inClusterSettings.parse(JSON.parse(await readFile(join(folder, settingsFiles.settings), "utf8")));
  const secret = (file: string) => readFile(join(controlPlanePaths.secrets, file), "utf8");
  await writePrivate(stackLayout(state, mounted.environment).passphraseFile, await secret(secretFiles.passphrase));
  const { host, port, role } = controlPlaneDatabase;
  const { baseDomain, scheme, port: publicPort } = mounted.address;
  return {
    settings: {
      environment: mounted.environment,
      address: { baseDomain, scheme, ...(publicPort === undefined ? {} : { port: publicPort }) },
      stateDir: state,
      databaseFolder: join(state, "database"),
      storesFile: join(folder, settingsFiles.stores),
      tools: { pulumi, pulumiHome },
      machine: { kubeconfig: await accountKubeconfig(), images: mounted.images, kubernetesPluginVersion: await preparePlugins() },
      unavailable: unavailable(mounted.images),
      listen: { host: "0.0.0.0", port: controlPlanePort },
      version: mounted.version,
      ...(mounted.ingress === undefined ? {} : { ingress: mounted.ingress }),
    },
    variables: {
      DATABASE_URL: `postgres://${role}:${encodeURIComponent(await secret(secretFiles.databasePassword))}@${host}:${port}/${role}`,
      STOREFLEET_AUTH_SECRET: await secret(secretFiles.sessionSecret),
      STOREFLEET_URL: mounted.url,
      STOREFLEET_TRUSTED_PROXIES: trustedProxies,
    },
  };
}

/** @returns version of the image's Kubernetes plugin */
async function preparePlugins(): Promise<string> {
  const versions = (await readdir(controlPlanePaths.plugins)).flatMap((name) => /^resource-kubernetes-v(.+)$/.exec(name)?.[1] ?? []);
  const [version] = versions;
  if (version === undefined) throw new Error(`the image has no Kubernetes plugin in ${controlPlanePaths.plugins}`);
  await mkdir(pulumiHome, { recursive: true, mode: 0o700 });
  await symlink(controlPlanePaths.plugins, join(pulumiHome, "plugins")).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return version;
}

function unavailable(images: Readonly<Record<string, string>>): Settings["unavailable"] {
  return Object.fromEntries(
    engines.flatMap((engine) => {
      const missing = imagesOf[engine].filter((image) => images[image] === undefined);
      return missing.length === 0 ? [] : [[engine, `this environment has no image ${missing.join(", ")}; publish it and run pulumi up`]];
    }),
  );
}
