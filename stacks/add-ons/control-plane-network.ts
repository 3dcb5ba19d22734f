import type { KubernetesObject } from "../../constructs/store.ts";
import { addOnLabels } from "./add-on-namespace.ts";
import { databaseSelector } from "./control-plane-database.ts";
import { controlPlaneSelector } from "./control-plane-objects.ts";
import { controlPlaneDatabase, controlPlaneName, controlPlanePort } from "./control-plane-settings.ts";
import { platform } from "./platform-access.ts";
import { traefikLabels } from "./traefik-objects.ts";
import { traefikPorts } from "./traefik-options.ts";

const { namespace } = platform;
const labels = addOnLabels(controlPlaneName);
const tcp = (port: number) => ({ port, protocol: "TCP" });
/** Where API servers listen behind their Service's address, which is what policies see; 443 is an identity provider's too. */
const apiServerPorts = [443, 6443];
/** A pod could obtain the machine's identity there. */
const metadataAddresses = ["169.254.0.0/16", "168.63.129.16/32"];

/** What {@link controlPlaneNetwork} and {@link controlPlaneRoutes} depend on. */
export interface NetworkOptions {
  readonly ingressNamespace: string;
  readonly scheme: "http" | "https";
  /** Port of the ingress as people see it. @default - the scheme's own */
  readonly port?: number | undefined;
  /** Host of the dashboard. */
  readonly host: string;
  /** Secret with the certificate in the control plane's namespace. @default - the ingress controller's own certificate */
  readonly tlsSecretName?: string | undefined;
}

/** Everything denied, then exactly what the control plane and its database need. */
export function controlPlaneNetwork({ ingressNamespace }: Pick<NetworkOptions, "ingressNamespace">): KubernetesObject[] {
  const ingressController = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": ingressNamespace } } };
  return [
    policy("default-deny", {}, [], []),
    policy(
      controlPlaneName,
      controlPlaneSelector,
      [{ from: [ingressController], ports: [tcp(controlPlanePort)] }],
      [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
              podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
            },
          ],
          ports: [{ port: 53, protocol: "UDP" }, tcp(53)],
        },
        { to: [{ podSelector: { matchLabels: databaseSelector } }], ports: [tcp(controlPlaneDatabase.port)] },
        // Order proofs buy in the shops as a shopper does.
        { to: [ingressController], ports: [tcp(traefikPorts.web), tcp(traefikPorts.websecure)] },
        { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: metadataAddresses } }], ports: apiServerPorts.map(tcp) },
      ],
    ),
    policy(
      controlPlaneDatabase.host,
      databaseSelector,
      [{ from: [{ podSelector: { matchLabels: controlPlaneSelector } }], ports: [tcp(controlPlaneDatabase.port)] }],
      [],
    ),
  ];
}

function policy(
  name: string,
  pods: Readonly<Record<string, string>>,
  ingress: readonly object[],
  egress: readonly object[],
): KubernetesObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace, labels },
    spec: {
      podSelector: Object.keys(pods).length === 0 ? {} : { matchLabels: pods },
      policyTypes: ["Ingress", "Egress"],
      ...(ingress.length === 0 ? {} : { ingress }),
      ...(egress.length === 0 ? {} : { egress }),
    },
  };
}

/** The way in for people, and the way to the shops for order proofs: the ingress controller's own address in the cluster. */
export function controlPlaneRoutes({ ingressNamespace, scheme, port, host, tlsSecretName }: NetworkOptions): KubernetesObject[] {
  const entryPoint = scheme === "https" ? "websecure" : "web";
  return [
    {
      apiVersion: "traefik.io/v1alpha1",
      kind: "IngressRoute",
      metadata: { name: controlPlaneName, namespace, labels },
      spec: {
        entryPoints: [entryPoint],
        ...(scheme === "https" ? { tls: tlsSecretName === undefined ? {} : { secretName: tlsSecretName } } : {}),
        routes: [{ kind: "Rule", match: `Host(\`${host}\`)`, services: [{ name: controlPlaneName, port: "http" }] }],
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "traefik-internal", namespace: ingressNamespace, labels: traefikLabels },
      spec: {
        selector: { "app.kubernetes.io/name": "traefik", "app.kubernetes.io/component": "ingress" },
        ports: [{ name: scheme, port: port ?? (scheme === "https" ? 443 : 80), targetPort: entryPoint, protocol: "TCP" }],
      },
    },
  ];
}
