import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { nodePaths } from "./paths.ts";

/** A file that cloud-init writes before anything is installed. */
export interface NodeFile {
  readonly path: string;
  /** Octal, such as `0644`. */
  readonly permissions: string;
  readonly content: string;
}

/** Kernel parameters that the kubelet insists on (`protect-kernel-defaults`), and room for many pods. */
export const sysctls: Readonly<Record<string, string>> = {
  "vm.panic_on_oom": "0",
  "vm.overcommit_memory": "1",
  "kernel.panic": "10",
  "kernel.panic_on_oops": "1",
  "kernel.keys.root_maxkeys": "1000000",
  "kernel.keys.root_maxbytes": "25000000",
  "fs.inotify.max_user_instances": "8192",
  "fs.inotify.max_user_watches": "524288",
};

/** Where the kernel parameters are. */
export const sysctlFile = "/etc/sysctl.d/90-storefleet.conf";

const text = (path: string, content: string, permissions = "0644"): NodeFile => ({ path, permissions, content });

/** A document, or several in one file. */
export function yamlFile(path: string, documents: readonly object[], permissions = "0644"): NodeFile {
  return text(path, documents.map((document) => stringify(document, { lineWidth: 0 })).join("---\n"), permissions);
}

/** `KEY='value'` lines for a shell to source. */
export function settingsFile(settings: Readonly<Record<string, string>>): NodeFile {
  const lines = Object.entries(settings).map(([key, value]) => {
    // A quote or a line break would end the value, and what follows would be run as root.
    if (/['\n\r\0]/.test(value)) throw new Error(`node setting ${key} is ${JSON.stringify(value)}; allowed: no quotes and no line breaks`);
    return `${key}='${value}'`;
  });
  return text(nodePaths.settings, `${lines.join("\n")}\n`);
}

/** The scripts of this folder, as they are. */
export function scriptFiles(): NodeFile[] {
  const folder = join(import.meta.dirname, "scripts");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sh"))
    .sort()
    .map((name) => text(`${nodePaths.scripts}/${name}`, readFileSync(join(folder, name), "utf8"), name === "common.sh" ? "0644" : "0755"));
}

/** Security updates by themselves, and a restart at night when one needs it. */
function unattendedUpgrades(rebootTime: string): NodeFile[] {
  return [
    text(
      "/etc/apt/apt.conf.d/20auto-upgrades",
      'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\nAPT::Periodic::AutocleanInterval "7";\n',
    ),
    text(
      "/etc/apt/apt.conf.d/52storefleet-unattended-upgrades",
      [
        "#clear Unattended-Upgrade::Allowed-Origins;",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: apt's own variables
        'Unattended-Upgrade::Allowed-Origins { "${distro_id}:${distro_codename}-security"; };',
        'Unattended-Upgrade::Automatic-Reboot "true";',
        'Unattended-Upgrade::Automatic-Reboot-WithUsers "true";',
        `Unattended-Upgrade::Automatic-Reboot-Time "${rebootTime}";`,
        'Unattended-Upgrade::Remove-Unused-Kernel-Packages "true";',
        "",
      ].join("\n"),
    ),
  ];
}

const sshHardening = [
  "PasswordAuthentication no",
  "KbdInteractiveAuthentication no",
  "PermitRootLogin no",
  "X11Forwarding no",
  "AllowAgentForwarding no",
  "MaxAuthTries 4",
  "LoginGraceTime 30",
  "",
].join("\n");

/** Files that every machine has, whatever its role. */
export function systemFiles(rebootTime: string): NodeFile[] {
  return [
    text(
      sysctlFile,
      Object.entries(sysctls)
        .map(([key, value]) => `${key} = ${value}\n`)
        .join(""),
    ),
    // Volume snapshots; loaded at every start, because a container cannot load it.
    text("/etc/modules-load.d/storefleet.conf", "dm_snapshot\n"),
    text("/etc/ssh/sshd_config.d/10-storefleet.conf", sshHardening),
    ...unattendedUpgrades(rebootTime),
    ...scriptFiles(),
  ];
}

/** A timer that copies etcd snapshots to blob storage. */
export function snapshotCopyUnits(): NodeFile[] {
  return [
    text(
      "/etc/systemd/system/storefleet-snapshot-copy.service",
      [
        "[Unit]",
        "Description=Copy etcd snapshots to blob storage",
        "After=network-online.target k3s.service",
        "Wants=network-online.target",
        "[Service]",
        "Type=oneshot",
        `ExecStart=${nodePaths.scripts}/copy-snapshots.sh`,
        "",
      ].join("\n"),
    ),
    text(
      "/etc/systemd/system/storefleet-snapshot-copy.timer",
      [
        "[Unit]",
        "Description=Copy etcd snapshots to blob storage",
        "[Timer]",
        "OnBootSec=5min",
        "OnUnitActiveSec=15min",
        "[Install]",
        "WantedBy=timers.target",
        "",
      ].join("\n"),
    ),
  ];
}
