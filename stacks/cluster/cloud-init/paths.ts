/** Where things are on a machine. Scripts get them through `node.env`, so that a test can use others. */
export const nodePaths = {
  settings: "/etc/storefleet/node.env",
  scripts: "/usr/local/lib/storefleet",
  /** Policies that the API server reads. Not below the data volume, which is not mounted yet when they are written. */
  policies: "/etc/storefleet/k3s",
  /** Objects that k3s applies at its start. */
  manifests: "/etc/storefleet/manifests",
  /** Fetched with the machine's identity at its first start. */
  secrets: "/etc/storefleet/secrets",
  k3sConfig: "/etc/rancher/k3s/config.yaml",
  /** Mount point of the cluster's own volume: datastore, certificates, images, node password. */
  state: "/var/lib/rancher",
  k3sData: "/var/lib/rancher/k3s",
  auditLog: "/var/lib/rancher/k3s/server/logs/audit.log",
  snapshots: "/var/lib/rancher/k3s/server/db/snapshots",
} as const;

/** Volume group on the data disk; the storage class makes its volumes in it. */
export const volumeGroup = "storefleet";

/** Account and its Secret by which `pulumi up` of the environment administers the cluster. */
export const deployer = { namespace: "storefleet-access", account: "deployer", secret: "deployer-token", user: "deployer" } as const;
