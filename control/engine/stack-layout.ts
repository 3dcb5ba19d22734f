import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { environmentOf } from "../../stacks/stack-name.ts";

/** Where the parts of a stack lie on this machine. */
export interface StackLayout {
  /** Name of the stack: an environment, or `<environment>.<store>`. */
  readonly stack: string;
  /** Folder of the effective project and stack files. */
  readonly directory: string;
  /** The effective configuration: committed values, this machine's values, and secrets. */
  readonly configFile: string;
  /** File with the passphrase, mode 0600; one for an environment and its self-service stores. */
  readonly passphraseFile: string;
  /** Folder of the file backend. */
  readonly backendDirectory: string;
  readonly backendUrl: string;
  /** Folder in which machines that share the state say that they are alive. */
  readonly hostsDirectory: string;
}

/** @param stateDir Folder of what must survive. */
export function stackLayout(stateDir: string, stack: string): StackLayout {
  const directory = join(stateDir, "stacks", stack);
  const backendDirectory = join(stateDir, "pulumi");
  return {
    stack,
    directory,
    configFile: join(directory, `Pulumi.${stack}.yaml`),
    passphraseFile: join(stateDir, "stacks", environmentOf(stack), "passphrase"),
    backendDirectory,
    backendUrl: pathToFileURL(backendDirectory).href,
    hostsDirectory: join(stateDir, "hosts"),
  };
}

/** Programs that an operation runs; the caller has put them in place. */
export interface EngineTools {
  /** The Pulumi CLI: an absolute path that ends in `pulumi`. */
  readonly pulumi: string;
  /** `PULUMI_HOME`, with the plugins that the program needs. */
  readonly pulumiHome: string;
}

/** Checkout of this project: this file is in its control/engine. */
export const projectDirectory = join(import.meta.dirname, "..", "..");

/**
 * Variables that make any Pulumi process use this stack's files and download nothing: for child processes, and for a
 * person's shell (`storefleet env`), where plain `pulumi up` in the checkout then works on the same stack.
 */
export function stackEnvironment(layout: StackLayout, tools: EngineTools, path = process.env.PATH ?? ""): Record<string, string> {
  const cliFolder = dirname(tools.pulumi);
  // The official CLI comes with its own language host; ours is for a CLI that was built without one.
  const ownHost = existsSync(join(cliFolder, "pulumi-language-nodejs")) ? [] : [join(projectDirectory, "bin")];
  return {
    PATH: [cliFolder, ...ownHost, dirname(process.execPath), path].join(delimiter),
    PULUMI_HOME: tools.pulumiHome,
    PULUMI_BACKEND_URL: layout.backendUrl,
    PULUMI_STACK: layout.stack,
    PULUMI_OPTION_CONFIG_FILE: layout.configFile,
    PULUMI_CONFIG_PASSPHRASE_FILE: layout.passphraseFile,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_LOG_ROTATION_MAX_TOTAL_MB: "20",
  };
}

/**
 * Environment of a process that works on this stack: the caller's own, without what a shell may say about another stack.
 *
 * @param temporary Folder for temporary files: the Kubernetes plugin leaves a kubeconfig there and never removes it.
 */
export function processEnvironment(layout: StackLayout, tools: EngineTools, temporary: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PULUMI_|HELM_|KUBECONFIG$)/.test(name));
  return { ...Object.fromEntries(kept), ...stackEnvironment(layout, tools), TMPDIR: temporary };
}
