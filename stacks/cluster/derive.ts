import { hkdfSync } from "node:crypto";

/** What a derived value of the cluster is for. */
export type ClusterPurpose = "name-suffix" | "ssh-host-key" | "ssh-deployer-key" | "k3s-server-token" | "k3s-agent-token";

/**
 * Bytes derived from the root secret (HKDF-SHA256): the same for ever, so that neither a second run nor a lost state makes
 * another host key or join token. Stores' secrets use another `info`, so neither tells anything about the other.
 *
 * @param version Version of the cluster's access; a new one is a rotation.
 */
export function deriveForCluster(rootSecret: string, stack: string, purpose: ClusterPurpose, version: number, bytes: number): Buffer {
  const info = `storefleet/cluster/v${version}/${stack}/${purpose}`;
  return Buffer.from(hkdfSync("sha256", Buffer.from(rootSecret, "base64"), "", info, bytes));
}

/** A password that k3s takes as its token: hexadecimal, 256 bits. */
export function deriveToken(rootSecret: string, stack: string, purpose: "k3s-server-token" | "k3s-agent-token", version: number): string {
  return deriveForCluster(rootSecret, stack, purpose, version, 32).toString("hex");
}
