import { clusterRole, clusterRoleBinding, type KubeObject, rule } from "./kube-object.ts";
import { type EmbeddedLayout, network } from "./layout.ts";

/**
 * Calico's Felix as enforcer of NetworkPolicies, without BGP, overlay or IPAM.
 * After manifests/calico.yaml and manifests/crds.yaml of github.com/projectcalico/calico v1.11.0-cni-plugin.0.20250813170300-a0db560f0520 (3.28.5), cut down
 * to what Felix and the CNI plugin ask for with these settings.
 */
const group = "crd.projectcalico.org";

/** Kind, plural and scope. Schemas are left open: only we write these objects, and Felix checks what it reads. */
const kinds: readonly (readonly [string, string, "Cluster" | "Namespaced"])[] = [
  ["BGPConfiguration", "bgpconfigurations", "Cluster"],
  ["BGPPeer", "bgppeers", "Cluster"],
  ["BlockAffinity", "blockaffinities", "Cluster"],
  ["ClusterInformation", "clusterinformations", "Cluster"],
  ["FelixConfiguration", "felixconfigurations", "Cluster"],
  ["GlobalNetworkPolicy", "globalnetworkpolicies", "Cluster"],
  ["GlobalNetworkSet", "globalnetworksets", "Cluster"],
  ["HostEndpoint", "hostendpoints", "Cluster"],
  ["IPAMBlock", "ipamblocks", "Cluster"],
  ["IPPool", "ippools", "Cluster"],
  ["NetworkPolicy", "networkpolicies", "Namespaced"],
  ["NetworkSet", "networksets", "Namespaced"],
];

/** The resource definitions; they must be established before {@link calicoObjects} are applied. */
export function calicoDefinitions(): readonly KubeObject[] {
  return kinds.map(([kind, plural, scope]) => ({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
        },
      ],
    },
  }));
}

/** The user whose certificate the CNI plugin holds. */
export const cniUser = "calico-cni";

/** Felix with its rights and settings. */
export function calicoObjects(layout: EmbeddedLayout, image: string): readonly KubeObject[] {
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "calico-node", namespace: "kube-system" } },
    clusterRole("calico-node", [
      rule("", ["namespaces", "nodes", "pods", "serviceaccounts", "services", "endpoints"], ["get", "list", "watch"]),
      rule("discovery.k8s.io", ["endpointslices"], ["list", "watch"]),
      rule("networking.k8s.io", ["networkpolicies"], ["list", "watch"]),
      rule("", ["nodes/status"], ["patch", "update"]),
      rule("", ["pods/status"], ["patch"]),
      rule(
        group,
        kinds.map(([, plural]) => plural),
        ["get", "list", "watch"],
      ),
      rule(group, ["clusterinformations", "felixconfigurations", "ippools"], ["create", "update"]),
    ]),
    clusterRoleBinding("calico-node", "calico-node", { kind: "ServiceAccount", name: "calico-node", namespace: "kube-system" }),
    clusterRole("calico-cni-plugin", [
      rule("", ["pods", "nodes", "namespaces"], ["get"]),
      rule("", ["pods/status"], ["patch"]),
      rule(group, ["clusterinformations", "ippools"], ["get", "list"]),
    ]),
    clusterRoleBinding("calico-cni-plugin", "calico-cni-plugin", { kind: "User", name: cniUser, apiGroup: "rbac.authorization.k8s.io" }),
    custom("ClusterInformation", "default", { datastoreReady: true, clusterType: "k8s,kdd" }),
    custom("IPPool", "default-ipv4", {
      cidr: network.podSubnet,
      natOutgoing: true,
      ipipMode: "Never",
      vxlanMode: "Never",
      blockSize: 26,
      nodeSelector: "all()",
    }),
    custom("FelixConfiguration", "default", {
      defaultEndpointToHostAction: "Accept",
      ipv6Support: false,
      iptablesBackend: "NFT",
      bpfEnabled: false,
      usageReportingEnabled: false,
      healthEnabled: true,
      healthHost: "localhost",
      logSeverityScreen: "Warning",
    }),
    felix(layout, image),
  ];
}

const custom = (kind: string, name: string, spec: object): KubeObject => ({ apiVersion: `${group}/v1`, kind, metadata: { name }, spec });

function felix(layout: EmbeddedLayout, image: string): KubeObject {
  const labels = { "k8s-app": "calico-felix" };
  const probe = (path: string) => ({ httpGet: { path, port: 9099, host: "localhost" } });
  const env = {
    FELIX_DATASTORETYPE: "kubernetes",
    // Services do not work before kube-proxy does, and Felix must not wait for it.
    KUBERNETES_SERVICE_HOST: network.nodeAddress,
    KUBERNETES_SERVICE_PORT: String(network.apiPort),
    FELIX_LOGFILEPATH: "none",
    FELIX_LOGSEVERITYFILE: "none",
    FELIX_LOGSEVERITYSYS: "none",
    // Distributions set loose reverse-path filtering, which Felix refuses; it checks pods' sources with a rule of its own.
    FELIX_IGNORELOOSERPF: "true",
    // A file per pod whose policy is in force; the CNI plugin waits for it, so no pod runs without its policy.
    FELIX_ENDPOINTSTATUSPATHPREFIX: "/var/run/calico",
  };
  const mounts = [
    { name: "xtables-lock", mountPath: "/run/xtables.lock", hostPath: { path: "/run/xtables.lock", type: "FileOrCreate" } },
    { name: "calico-run", mountPath: "/var/run/calico", hostPath: { path: layout.calicoRun, type: "DirectoryOrCreate" } },
    { name: "calico", mountPath: "/var/lib/calico", hostPath: { path: layout.calico, type: "DirectoryOrCreate" } },
  ];
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "calico-felix", namespace: "kube-system", labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: "calico-node",
          hostNetwork: true,
          priorityClassName: "system-node-critical",
          tolerations: [{ operator: "Exists" }],
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              name: "felix",
              image,
              imagePullPolicy: "IfNotPresent",
              command: ["calico-felix"],
              securityContext: { privileged: true },
              env: [
                ...Object.entries(env).map(([name, value]) => ({ name, value })),
                { name: "FELIX_FELIXHOSTNAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
              ],
              readinessProbe: { ...probe("/readiness"), periodSeconds: 1, failureThreshold: 10 },
              livenessProbe: { ...probe("/liveness"), periodSeconds: 10, failureThreshold: 6 },
              resources: { requests: { cpu: "50m" } },
              volumeMounts: mounts.map(({ name, mountPath }) => ({ name, mountPath })),
            },
          ],
          volumes: mounts.map(({ name, hostPath }) => ({ name, hostPath })),
        },
      },
    },
  };
}
