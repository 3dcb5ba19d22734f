import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { type Finished, run } from "./tools.ts";

interface CloudConfig {
  readonly write_files: readonly { readonly path: string; readonly permissions: string; readonly content: string }[];
}

/** A machine's root in a throw-away folder: the files of a cloud-init document, and scripts that run on them. */
export class Machine {
  readonly root = mkdtempSync(join(tmpdir(), "storefleet-machine-"));
  private settings: Record<string, string>;

  /** @param document A cloud-init file, as it is rendered for Azure. */
  constructor(document: string) {
    for (const { path, permissions, content } of (parse(document) as CloudConfig).write_files) {
      this.write(path, content, Number.parseInt(permissions, 8));
    }
    const { write_files: files } = parse(document) as CloudConfig;
    const settings = files.find(({ path }) => path === "/etc/storefleet/node.env")?.content ?? "";
    this.settings = Object.fromEntries([...settings.matchAll(/^(\w+)='(.*)'$/gm)].map((match) => [match[1] ?? "", match[2] ?? ""]));
    // Every place that a script writes to is moved below the root.
    const places = [
      "STATE_MOUNT",
      "FSTAB",
      "NODE_IDENTITY",
      "SECRETS_DIR",
      "SSH_DIR",
      "BIN_DIR",
      "MANIFESTS_DIR",
      "SNAPSHOT_DIR",
      "COPIED_DIR",
    ];
    const moved = places.flatMap((key) => (this.settings[key] === undefined ? [] : [[key, this.path(this.settings[key])]]));
    this.set(Object.fromEntries(moved));
    this.write("/etc/fstab", "", 0o644);
    mkdirSync(this.path("/usr/local/bin"), { recursive: true });
  }

  path(path: string): string {
    return join(this.root, path);
  }

  write(path: string, content: string | Buffer, mode: number): void {
    const target = this.path(path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content, { mode });
    chmodSync(target, mode);
  }

  /** Changes settings of `node.env`. */
  set(changes: Readonly<Record<string, string>>): void {
    this.settings = { ...this.settings, ...changes };
    const lines = Object.entries(this.settings).map(([key, value]) => `${key}='${value}'\n`);
    this.write("/etc/storefleet/node.env", lines.join(""), 0o644);
  }

  /** A program that scripts find before the machine's own of that name. */
  replaceProgram(name: string, script: string): void {
    this.write(`/test/bin/${name}`, `#!/bin/bash\n${script}\n`, 0o755);
  }

  /** Runs one of the scripts with this machine's settings. */
  script(name: string, environment: Readonly<Record<string, string>> = {}): Finished {
    return run("bash", [this.path(`/usr/local/lib/storefleet/${name}`)], this.environment(environment));
  }

  environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      NODE_ENV: this.path("/etc/storefleet/node.env"),
      PATH: `${this.path("/test/bin")}:${process.env.PATH}:/usr/sbin:/sbin`,
      RETRY_PAUSE: "0.1",
      ...more,
    };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
