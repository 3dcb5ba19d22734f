import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { binFolder, pulumiHome } from "../../local/binaries/bin-folder.ts";
import { ensureBinaries } from "../../local/binaries/ensure.ts";
import { cacheFolder } from "../../local/paths.ts";
import type { Finished } from "./tools.ts";

const root = join(import.meta.dirname, "../..");
const folders = ["bin", "charts", "cli", "constructs", "control", "images", "local", "stacks", "stores"];
const copied = [...folders, "Pulumi.yaml", "Pulumi.prod.yaml", "package.json", "package-lock.json"];

/**
 * A checkout of one's own, with the real Pulumi, state in a folder, and plugins that stand in for Azure: what a person types
 * for a production deployment runs in it as it is.
 */
export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), "storefleet-checkout-"));
  private environment: Readonly<Record<string, string>> = {};

  /** @param kubeconfig Text of the kubeconfig that a new machine prints. */
  static async make(kubeconfig: string): Promise<Checkout> {
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
    const home = await pulumiHome(join(this.folder, ".state"), found("pulumi-resource-kubernetes"));
    const plugins = join(this.folder, ".plugins");
    const backend = join(this.folder, ".backend");
    for (const made of [plugins, backend]) mkdirSync(made);
    for (const name of ["azure-native", "command"]) {
      const file = join(plugins, `pulumi-resource-${name}`);
      writeFileSync(file, `#!/bin/sh\nexec ${process.execPath} ${join(import.meta.dirname, "fake-azure-plugin.ts")} "$@"\n`);
      chmodSync(file, 0o755);
    }
    const { HOME = "/root", TMPDIR = tmpdir() } = process.env;
    const fetched = join(this.folder, ".kubeconfig");
    writeFileSync(fetched, kubeconfig, { mode: 0o600 });
    this.environment = {
      HOME,
      TMPDIR,
      PATH: [plugins, folder, join(this.folder, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
      FAKE_AZURE_KUBECONFIG: fetched,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${backend}`,
      PULUMI_CONFIG_PASSPHRASE: "correct horse",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
  }

  /** Runs a line of a shell as a person would; a variable that is undefined is taken out. */
  shell(line: string, changes: Readonly<Record<string, string | undefined>> = {}): Finished {
    const env = Object.fromEntries(Object.entries({ ...this.environment, ...changes }).filter(([, value]) => value !== undefined));
    const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-eo", "pipefail", "-c", line], {
      cwd: this.folder,
      env,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
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
