import type { KubernetesObject } from "../../constructs/store.ts";
import type { LoadBalancerAddress } from "../cluster/made-cluster.ts";
import { traefikLabels } from "./traefik-objects.ts";

/**
 * Azure's load balancer in front of the ingress controller, with the public address that the DNS records name. Traffic goes to
 * machines that run the controller and keeps its sender's address, which rate limits count by.
 */
export function traefikLoadBalancer(namespace: string, { addressName, resourceGroup }: LoadBalancerAddress): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "traefik",
      namespace,
      labels: traefikLabels,
      annotations: {
        "service.beta.kubernetes.io/azure-pip-name": addressName,
        "service.beta.kubernetes.io/azure-load-balancer-resource-group": resourceGroup,
      },
    },
    spec: {
      type: "LoadBalancer",
      externalTrafficPolicy: "Local",
      selector: { "app.kubernetes.io/name": "traefik", "app.kubernetes.io/component": "ingress" },
      ports: [
        { name: "web", port: 80, targetPort: "web", protocol: "TCP" },
        { name: "websecure", port: 443, targetPort: "websecure", protocol: "TCP" },
      ],
    },
  };
}
