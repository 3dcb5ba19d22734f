import {
  Namespace,
  Namespaces,
  NetworkPolicy,
  NetworkPolicyIpBlock,
  NetworkPolicyPort,
  NetworkPolicyTrafficDefault,
  Pods,
} from "cdk8s-plus-30";
import { Construct } from "constructs";
import type { Engine } from "../stores/schema.ts";
import { type Component, componentsOf, objectNames, portsOf } from "./names.ts";

/** Props of {@link Network}. */
export interface NetworkProps {
  readonly namespace: string;
  readonly engine: Engine;
  /** Namespace of the ingress controller. */
  readonly ingressNamespace: string;
  /**
   * Components that may open HTTPS connections to public addresses, for a payment provider for instance.
   * @default - none
   */
  readonly httpsEgress?: readonly Component[] | undefined;
  /**
   * TCP port of the store's mail server at a public address.
   * @default - no connections to mail servers
   */
  readonly smtpPort?: number | undefined;
}

/** Components that send mail: shoppers' orders and scheduled tasks. */
const mailingComponents: readonly Component[] = ["server", "cron"];

/** Components that the ingress controller reaches. */
const publicComponents: Readonly<Record<Engine, readonly Component[]>> = {
  medusa: ["storefront", "server"],
  woocommerce: ["server"],
};

/** Who opens connections to whom inside a store. Everything else is denied in both directions. */
const connections: Readonly<Record<Engine, Readonly<Partial<Record<Component, readonly Component[]>>>>> = {
  medusa: {
    storefront: ["server"],
    server: ["database", "cache"],
    worker: ["database", "cache"],
    setup: ["database", "cache"],
  },
  woocommerce: {
    server: ["database"],
    setup: ["database"],
    cron: ["database"],
  },
};

/**
 * Addresses that are never "the Internet": private and shared networks, loopback, link-local with the cloud's metadata
 * service, and Azure's wire server, where a pod could obtain the machine's identity.
 */
const notPublic = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16/32",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "224.0.0.0/4",
  "240.0.0.0/4",
];

const componentLabel = "app.kubernetes.io/component";
const httpsPort = 443;
const dnsPort = 53;

/** NetworkPolicies of a store: everything denied, then one policy per component with exactly what it needs. */
export class Network extends Construct {
  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { namespace, engine, ingressNamespace, httpsEgress = [], smtpPort } = props;
    const components: readonly Component[] = componentsOf[engine];
    const unknown = httpsEgress.filter((component) => !components.includes(component));
    if (unknown.length > 0) {
      throw new Error(`httpsEgress names ${unknown.join(", ")}; allowed for ${engine}: ${components.join(", ")}`);
    }

    const podsOf = new Map(
      components.map((component) => [component, Pods.select(this, `${component}-pods`, { labels: { [componentLabel]: component } })]),
    );
    const pods = (component: Component) => podsOf.get(component) as Pods;
    const port = (component: Component) => [NetworkPolicyPort.tcp(portsOf[engine][component] as number)];
    const ingressController = Namespaces.select(this, "ingress-namespace", { labels: { [Namespace.NAME_LABEL]: ingressNamespace } });
    const dns = Pods.select(this, "dns-pods", {
      labels: { "k8s-app": "kube-dns" },
      namespaces: Namespaces.select(this, "dns-namespace", { labels: { [Namespace.NAME_LABEL]: "kube-system" } }),
    });
    const internet = NetworkPolicyIpBlock.ipv4(this, "internet", "0.0.0.0/0", notPublic);

    new NetworkPolicy(this, "default-deny", {
      metadata: { name: objectNames.defaultDeny, namespace },
      ingress: { default: NetworkPolicyTrafficDefault.DENY },
      egress: { default: NetworkPolicyTrafficDefault.DENY },
    });
    for (const component of components) {
      const targets = connections[engine][component] ?? [];
      const callers = components.filter((caller) => connections[engine][caller]?.includes(component));
      const policy = new NetworkPolicy(this, component, {
        metadata: { name: component, namespace },
        selector: pods(component),
        ingress: { default: NetworkPolicyTrafficDefault.DENY },
        egress: { default: NetworkPolicyTrafficDefault.DENY },
      });
      if (publicComponents[engine].includes(component)) policy.addIngressRule(ingressController, port(component));
      for (const caller of callers) policy.addIngressRule(pods(caller), port(component));
      for (const target of targets) policy.addEgressRule(pods(target), port(target));
      const outside = [
        ...(httpsEgress.includes(component) ? [httpsPort] : []),
        ...(smtpPort !== undefined && mailingComponents.includes(component) ? [smtpPort] : []),
      ];
      if (outside.length > 0)
        policy.addEgressRule(
          internet,
          [...new Set(outside)].map((number) => NetworkPolicyPort.tcp(number)),
        );
      if (outside.length > 0 || targets.length > 0)
        policy.addEgressRule(dns, [NetworkPolicyPort.udp(dnsPort), NetworkPolicyPort.tcp(dnsPort)]);
    }
  }
}
