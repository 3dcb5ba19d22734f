import { kubeletReserve } from "../node-reserve.ts";
import { nodePaths } from "./paths.ts";

/** A k3s configuration file as data: option name to value. */
export type K3sConfig = Readonly<Record<string, string | boolean | readonly string[]>>;

/** What the server's configuration depends on. */
export interface ServerOptions {
  readonly nodeName: string;
  /** Address inside the virtual network; etcd and the agents use it, so it must not change. */
  readonly privateAddress: string;
  /** Names and addresses that the API's certificate is valid for. */
  readonly tlsNames: readonly string[];
}

/** What an agent's configuration depends on. */
export interface AgentOptions {
  readonly nodeName: string;
  readonly privateAddress: string;
  /** The server's address inside the virtual network. */
  readonly serverAddress: string;
}

/** Suites with forward secrecy and authenticated encryption, as the CIS guide lists them. */
const cipherSuites = [
  "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
  "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
].join(",");

const kubeletHardening = [
  "streaming-connection-idle-timeout=5m",
  `tls-cipher-suites=${cipherSuites}`,
  "tls-min-version=VersionTLS12",
  "pod-max-pids=4096",
  "container-log-max-size=10Mi",
  "container-log-max-files=3",
];

/** Every six hours for a week. A timer copies them to blob storage. */
const snapshots = { schedule: "0 */6 * * *", retention: "28" };

/** Configuration of the first machine: API, embedded etcd and pods, hardened as k3s's CIS guide says. */
export function serverConfig({ nodeName, privateAddress, tlsNames }: ServerOptions): K3sConfig {
  return {
    "node-name": nodeName,
    "node-ip": privateAddress,
    "advertise-address": privateAddress,
    "tls-san": [...tlsNames],
    "token-file": `${nodePaths.secrets}/server-token`,
    "agent-token-file": `${nodePaths.secrets}/agent-token`,
    "write-kubeconfig-mode": "0600",
    // Own, newer Traefik on the machine's own ports; own storage classes. Nothing uses Helm objects.
    disable: ["traefik", "servicelb", "local-storage"],
    "disable-helm-controller": true,
    "cluster-init": true,
    // Encrypts what leaves a machine. Chosen at the start, so that adding an agent later changes nothing.
    "flannel-backend": "wireguard-native",
    "secrets-encryption": true,
    "secrets-encryption-provider": "secretbox",
    "protect-kernel-defaults": true,
    "etcd-snapshot-schedule-cron": snapshots.schedule,
    "etcd-snapshot-retention": snapshots.retention,
    "etcd-snapshot-compress": true,
    "kube-apiserver-arg": [
      "enable-admission-plugins=NodeRestriction,EventRateLimit",
      `admission-control-config-file=${nodePaths.policies}/admission.yaml`,
      `audit-policy-file=${nodePaths.policies}/audit.yaml`,
      `audit-log-path=${nodePaths.auditLog}`,
      "audit-log-maxage=30",
      "audit-log-maxbackup=10",
      "audit-log-maxsize=100",
      "service-account-extend-token-expiration=false",
      "tls-min-version=VersionTLS12",
      `tls-cipher-suites=${cipherSuites}`,
    ],
    "kube-controller-manager-arg": ["terminated-pod-gc-threshold=100"],
    "kubelet-arg": [...kubeletHardening, ...kubeletReserve("server")],
  };
}

/** Configuration of a machine that only runs pods. Its token lets it join as an agent and nothing else. */
export function agentConfig({ nodeName, privateAddress, serverAddress }: AgentOptions): K3sConfig {
  return {
    "node-name": nodeName,
    "node-ip": privateAddress,
    server: `https://${serverAddress}:6443`,
    "token-file": `${nodePaths.secrets}/agent-token`,
    "protect-kernel-defaults": true,
    "kubelet-arg": [...kubeletHardening, ...kubeletReserve("agent")],
  };
}
