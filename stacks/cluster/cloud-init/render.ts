import { stringify } from "yaml";
import { clusterStateGiB } from "../capacity.ts";
import { deployerObjects } from "./deployer-objects.ts";
import { type NodeFile, settingsFile, snapshotCopyUnits, sysctlFile, systemFiles, yamlFile } from "./files.ts";
import { type AgentOptions, agentConfig, type ServerOptions, serverConfig } from "./k3s-config.ts";
import { type K3sRelease, releaseUrls } from "./k3s-release.ts";
import { deployer, nodePaths, volumeGroup } from "./paths.ts";
import { admissionConfiguration, auditPolicy } from "./policies.ts";

/** What both roles need. Nothing in it is secret: a machine fetches its secrets itself. */
export interface NodeOptions {
  readonly release: K3sRelease;
  /** Client id of the machine's identity that may read its secrets. */
  readonly identityClientId: string;
  /** Address of the Key Vault, without a trailing slash. */
  readonly vaultUrl: string;
}

/** What the cloud-init file of the first machine depends on. */
export interface ServerCloudInit extends NodeOptions, ServerOptions {
  readonly podSecurityVersion: string;
  /** Blob container for etcd snapshots, without a trailing slash. */
  readonly snapshotUrl: string;
  /** The API as the deployment reaches it, such as `https://…:6443`. */
  readonly apiUrl: string;
  /** Public key that may print the deployment's kubeconfig and nothing else. */
  readonly deployerPublicKey: string;
}

/** What the cloud-init file of an agent depends on. */
export interface AgentCloudInit extends NodeOptions, AgentOptions {
  /** Counted from 0. */
  readonly index: number;
}

/** Azure keeps no more of a machine's custom data. */
export const mostBytes = 65535;

/** Minutes between the restarts of two machines after an update, so that never all are down at once. */
const restartGap = 20;

/** By Azure's udev rules, for SCSI and NVMe alike, then by those of the older agent. */
const dataDevices = ["/dev/disk/azure/data/by-lun/0", "/dev/disk/azure/scsi1/lun0"];

function settings(role: "server" | "agent", options: NodeOptions, secrets: readonly string[]): Record<string, string> {
  const urls = releaseUrls(options.release.version);
  return {
    NODE_ROLE: role,
    DATA_DEVICES: dataDevices.join(" "),
    VOLUME_GROUP: volumeGroup,
    STATE_GIB: String(clusterStateGiB),
    STATE_MOUNT: nodePaths.state,
    FSTAB: "/etc/fstab",
    NODE_IDENTITY: "/etc/rancher/node",
    SYSCTL_FILE: sysctlFile,
    METADATA_URL: "http://169.254.169.254",
    IDENTITY_CLIENT_ID: options.identityClientId,
    VAULT_URL: https("vaultUrl", options.vaultUrl),
    VAULT_RESOURCE: "https://vault.azure.net",
    SECRETS: secrets.join(" "),
    SECRETS_DIR: nodePaths.secrets,
    SSH_DIR: "/etc/ssh",
    BIN_DIR: "/usr/local/bin",
    MANIFESTS_DIR: nodePaths.manifests,
    K3S_VERSION: options.release.version,
    K3S_BINARY_URL: urls.binary,
    K3S_BINARY_SHA256: options.release.binarySha256,
    K3S_IMAGES_URL: urls.images,
    K3S_IMAGES_SHA256: options.release.imagesSha256,
    K3S_INSTALLER_URL: urls.installer,
    K3S_INSTALLER_SHA256: options.release.installerSha256,
  };
}

function https(name: string, url: string): string {
  if (!/^https:\/\/[^\s/]+[^\s]*[^\s/]$/.test(url))
    throw new Error(`${name} is ${JSON.stringify(url)}; allowed: an https address without a trailing slash`);
  return url;
}

/**
 * Writes a cloud-init file.
 *
 * @throws when it is longer than Azure keeps
 */
function cloudConfig(files: readonly NodeFile[], users: readonly unknown[]): string {
  const config = {
    ssh_pwauth: false,
    disable_root: true,
    users,
    package_update: true,
    packages: ["jq", "lvm2", "unattended-upgrades"],
    write_files: files.map(({ path, permissions, content }) => ({ path, owner: "root:root", permissions, content })),
    runcmd: [[`${nodePaths.scripts}/bootstrap.sh`]],
  };
  const document = `#cloud-config\n${stringify(config, { lineWidth: 0 })}`;
  const bytes = Buffer.byteLength(document);
  if (bytes > mostBytes) throw new Error(`the cloud-init file has ${bytes} bytes; Azure keeps ${mostBytes}`);
  return document;
}

function restartTime(machine: number): string {
  const minutes = 3 * 60 + machine * restartGap;
  return `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** The cloud-init file of the first machine. The same options give the same text, byte for byte: another one replaces the machine. */
export function renderServer(options: ServerCloudInit): string {
  const node = {
    ...settings("server", options, ["server-token", "agent-token", "ssh-host-key"]),
    SNAPSHOT_DIR: nodePaths.snapshots,
    SNAPSHOT_URL: https("snapshotUrl", options.snapshotUrl),
    COPIED_DIR: `${nodePaths.state}/snapshots-copied`,
    API_URL: https("apiUrl", options.apiUrl),
    DEPLOYER_NAMESPACE: deployer.namespace,
    DEPLOYER_SECRET: deployer.secret,
  };
  const printKubeconfig = `${nodePaths.scripts}/print-kubeconfig.sh`;
  const deployerUser = {
    name: deployer.user,
    gecos: "May print the deployment's kubeconfig and nothing else",
    shell: "/bin/bash",
    lock_passwd: true,
    sudo: `ALL=(root) NOPASSWD: ${printKubeconfig}`,
    ssh_authorized_keys: [`restrict,command="sudo ${printKubeconfig}" ${options.deployerPublicKey}`],
  };
  const files = [
    ...systemFiles(restartTime(0)),
    settingsFile(node),
    yamlFile(nodePaths.k3sConfig, [serverConfig(options)], "0600"),
    yamlFile(`${nodePaths.policies}/admission.yaml`, [admissionConfiguration(options.podSecurityVersion)]),
    yamlFile(`${nodePaths.policies}/audit.yaml`, [auditPolicy]),
    yamlFile(`${nodePaths.manifests}/storefleet-access.yaml`, deployerObjects()),
    ...snapshotCopyUnits(),
  ];
  return cloudConfig(files, ["default", deployerUser]);
}

/** The cloud-init file of an agent. */
export function renderAgent(options: AgentCloudInit): string {
  const files = [
    ...systemFiles(restartTime(options.index + 1)),
    settingsFile(settings("agent", options, ["agent-token"])),
    yamlFile(nodePaths.k3sConfig, [agentConfig(options)], "0600"),
  ];
  return cloudConfig(files, ["default"]);
}
