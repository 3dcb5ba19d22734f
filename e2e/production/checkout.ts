import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { binFolder, pulumiHome } from "../../local/binaries/bin-folder.ts";
import { ensureBinaries } from "../../local/binaries/ensure.ts";
import { cacheFolder } from "../../local/paths.ts";
import { emptyCharts } from "./empty-charts.ts";
import type { Finished } from "./tools.ts";

const root = join(import.meta.dirname, "../..");
const folders = ["bin", "charts", "cli", "constructs", "control", "images", "local", "stacks", "stores"];
const copied = [...folders, "Pulumi.yaml", "Pulumi.prod.yaml", "package.json", "package-lock.json"];

/** Else the command would install them, through the link, into this repository's own folder. */
function dependenciesAreInstalled(): boolean {
  const stamp = join(root, "node_modules/.storefleet-lock");
  const lock = createHash("sha256").update(readFileSync(join(root, "package-lock.json")));
  return existsSync(stamp) && readFileSync(stamp, "utf8") === lock.digest("hex");
}

/**
 * A checkout of one's own, with the real Pulumi, state in a folder, and plugins that stand in for Azure: what a person types
 * for a production deployment runs in it as it is.
 */
export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), "storefleet-checkout-"));
  private environment: Readonly<Record<string, string>> = {};

  /** @param kubeconfig Text of the kubeconfig that a new machine prints. */
  static async make(kubeconfig: string): Promise<Checkout> {
    if (!dependenciesAreInstalled()) throw new Error("these tests use the installed dependencies as they are; start them by npm run e2e");
    const checkout = new Checkout();
    for (const path of copied) cpSync(join(root, path), join(checkout.folder, path), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(checkout.folder, "node_modules"));
    await checkout.prepare(kubeconfig);
    return checkout;
  }

  private async prepare(kubeconfig: string): Promise<void> {
    const binaries = await ensureBinaries(["pulumi", "pulumi-resource-kubernetes", "kubectl", "helm"]);
    const found = (name: "pulumi" | "pulumi-resource-kubernetes" | "kubectl" | "helm") => {
      const binary = binaries.get(name);
      if (binary === undefined) throw new Error(`${name} was not obtained`);
      return binary;
    };
    const folder = await binFolder(cacheFolder(process.env), [found("pulumi"), found("kubectl"), found("helm")]);
    const kubernetes = found("pulumi-resource-kubernetes");
    const home = await pulumiHome(join(this.folder, ".state"), kubernetes);
    // The SDK's own version where it could be downloaded; this machine may have had to build another.
    appendFileSync(join(this.folder, "Pulumi.prod.yaml"), `  storefleet:kubernetesPluginVersion: ${kubernetes.version}\n`);
    emptyCharts(this.folder);
    const plugins = join(this.folder, ".plugins");
    const backend = join(this.folder, ".backend");
    for (const made of [plugins, backend]) mkdirSync(made);
    for (const name of ["azure-native", "command"]) {
      this.program(
        join(plugins, `pulumi-resource-${name}`),
        `exec ${process.execPath} ${join(import.meta.dirname, "fake-azure-plugin.ts")} "$@"`,
      );
    }
    const { TMPDIR = tmpdir() } = process.env;
    // Nobody answers its questions, and its pods would never be ready.
    this.program(
      join(plugins, "pulumi"),
      `case "$1" in
        up) set -- "$@" --yes --non-interactive --exclude '**:Deployment::*' ;;
        preview) set -- "$@" --non-interactive --exclude '**:Deployment::*' ;;
      esac
      exec ${join(folder, "pulumi")} "$@"`,
    );
    const fetched = join(this.folder, ".kubeconfig");
    writeFileSync(fetched, kubeconfig, { mode: 0o600 });
    this.environment = {
      // What a person keeps in it is the test's.
      HOME: this.folder,
      TMPDIR,
      PATH: [plugins, folder, join(this.folder, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
      FAKE_AZURE_KUBECONFIG: fetched,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${backend}`,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
  }

  private program(file: string, script: string): void {
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** Runs lines of a shell as a person would, in the variables that earlier lines left; `without` are taken out for this once. */
  shell(lines: string, without: readonly string[] = []): Finished {
    const left = join(this.folder, ".environment");
    const env = Object.fromEntries(Object.entries(this.environment).filter(([name]) => !without.includes(name)));
    const script = `trap 'env --null > ${left}' EXIT\n${lines}`;
    const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-eo", "pipefail", "-c", script], {
      cwd: this.folder,
      env,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    const variables = readFileSync(left, "utf8").split("\0").filter(Boolean);
    if (without.length === 0) this.environment = Object.fromEntries(variables.map((line) => line.split(/=(.*)/s).slice(0, 2)));
    return { status, stdout, stderr };
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  write(path: string, content: string): void {
    writeFileSync(join(this.folder, path), content);
  }

  delete(): void {
    if (existsSync(this.folder)) rmSync(this.folder, { recursive: true, force: true });
  }
}
