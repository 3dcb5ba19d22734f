import { defaultVersion, releaseOf } from "./k3s-release.ts";
import type { AgentCloudInit, ServerCloudInit } from "./render.ts";

const common = {
  release: releaseOf({ version: defaultVersion }),
  identityClientId: "11111111-2222-3333-4444-555555555555",
  vaultUrl: "https://sf-prod-0a1b2c3d.vault.azure.net",
};

/** Options of a server, for tests and checks with real tools. */
export const exampleServer: ServerCloudInit = {
  ...common,
  nodeName: "storefleet-prod-server",
  privateAddress: "10.60.0.10",
  tlsNames: ["198.51.100.7", "storefleet-prod-0a1b2c3d.westeurope.cloudapp.azure.com"],
  podSecurityVersion: "v1.36",
  snapshotUrl: "https://sfprod0a1b2c3d.blob.core.windows.net/etcd-snapshots",
  apiUrl: "https://storefleet-prod-0a1b2c3d.westeurope.cloudapp.azure.com:6443",
  deployerPublicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP0XJDhaoMdbZPt4zWAvodmR/ev3axPFjtcC6sg16fYY deployer@prod",
};

/** Options of an agent, for tests and checks with real tools. */
export const exampleAgent: AgentCloudInit = {
  ...common,
  nodeName: "storefleet-prod-agent-0",
  privateAddress: "10.60.0.20",
  serverAddress: "10.60.0.10",
  index: 0,
};
