import { objectNames } from "../../constructs/names.ts";
import { list, type Policy, storeLabel, text } from "./admission-cel.ts";
import { orchestratorUser } from "./platform-access.ts";

/** Groups of a cluster's administrators: everywhere, and kubeadm's own, whose administrator is not in the first. */
const administrators = ["system:masters", "kubeadm:cluster-admins"];
const byAdministrator = `(${administrators.map((group) => `${text(group)} in request.userInfo.groups`).join(" || ")})`;

/** Quota, limits and network policies of a store are the platform's: nobody else changes them, and the base ones stay. */
export function guardrails(trustedUsers: readonly string[]): Policy {
  const trusted = [...trustedUsers, orchestratorUser, "system:serviceaccount:kube-system:namespace-controller"];
  const base = [objectNames.quota, objectNames.limits, objectNames.defaultDeny];
  const leaving = "namespaceObject != null && has(namespaceObject.metadata.deletionTimestamp)";
  return {
    name: "storefleet-guardrails",
    rules: [
      { apiGroups: [""], resources: ["resourcequotas", "limitranges"], operations: ["CREATE", "UPDATE", "DELETE"] },
      { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], operations: ["CREATE", "UPDATE", "DELETE"] },
    ],
    validations: [
      {
        expression: `request.userInfo.username in ${list(trusted)} || ${byAdministrator}`,
        message: "guardrails of a store are changed by the platform only",
      },
      {
        expression: `request.operation != 'DELETE' || !(request.name in ${list(base)}) || ${leaving} || ${byAdministrator}`,
        message: "a store keeps its quota, limits and default denial until its namespace goes",
      },
      {
        expression:
          `request.operation == 'DELETE' || request.resource.resource != 'networkpolicies' || request.name != ${text(objectNames.defaultDeny)} || ` +
          "(!has(object.spec.podSelector.matchLabels) && !has(object.spec.podSelector.matchExpressions) && !has(object.spec.ingress) && " +
          "!has(object.spec.egress) && has(object.spec.policyTypes) && object.spec.policyTypes.size() == 2)",
        message: "the default denial must deny everything to every pod",
      },
    ],
  };
}

/** A store answers to its own host and leads to its own services. */
export function hosts(baseDomain: string): Policy {
  const host = `namespaceObject.metadata.labels[${text(storeLabel)}] + ${text(`.${baseDomain}`)}`;
  const own = (reference: string) => `(!has(${reference}.namespace) && !${reference}.name.contains('@'))`;
  return {
    name: "storefleet-hosts",
    rules: [{ apiGroups: ["traefik.io"], resources: ["ingressroutes"], operations: ["CREATE", "UPDATE"] }],
    validations: [
      {
        // A second host, or an alternative beside the host, would answer for other shops too.
        expression:
          `object.spec.routes.all(route, (route.match + ' && ').startsWith('Host(\`' + ${host} + '\`) && ') && route.match.split('Host').size() == 2 && ` +
          "!route.match.replace('(Method(`GET`) || Method(`HEAD`))', '').contains('||'))",
        message: "every route of a store must match exactly its own host",
      },
      {
        expression:
          `object.spec.routes.all(route, (!has(route.services) || route.services.all(service, ${own("service")} && ` +
          `(!has(service.kind) || service.kind == 'Service'))) && (!has(route.middlewares) || route.middlewares.all(middleware, ${own("middleware")})))`,
        message: "a store's routes lead to services and middlewares of its own namespace only",
      },
      {
        expression:
          "!has(object.spec.tls) || (!has(object.spec.tls.options) && !has(object.spec.tls.store) && !has(object.spec.tls.certResolver))",
        message: "TLS is the platform's",
      },
    ],
  };
}

/** Kinds that no store consists of, and that would reach beyond it. */
export function kinds(): Policy {
  const foreign = [
    "ingressroutetcps",
    "ingressrouteudps",
    "tlsoptions",
    "tlsstores",
    "traefikservices",
    "serverstransports",
    "serverstransporttcps",
  ];
  return {
    name: "storefleet-kinds",
    rules: [
      { apiGroups: ["traefik.io"], resources: foreign, operations: ["CREATE", "UPDATE"] },
      { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], operations: ["CREATE", "UPDATE"] },
      { apiGroups: [""], resources: ["services"], operations: ["CREATE", "UPDATE"] },
    ],
    validations: [
      {
        expression: "request.resource.resource == 'services' && object.spec.type == 'ClusterIP' && !has(object.spec.externalIPs)",
        message: "a store has services of type ClusterIP without external addresses, and no other way in than its IngressRoute",
      },
    ],
  };
}

/** Stores run the platform's images and no others. */
export function images(references: readonly string[]): Policy {
  const repositories = [...new Set(references.map((reference) => reference.slice(0, reference.lastIndexOf("/") + 1)))].sort();
  const pinned =
    "!container.image.endsWith(':latest') && (container.image.contains('@sha256:') || container.image.split('/')[container.image.split('/').size() - 1].contains(':'))";
  const fine = `${list(repositories)}.exists(repository, container.image.startsWith(repository)) && ${pinned}`;
  const every = (field: string) => `(!has(object.spec.${field}) || object.spec.${field}.all(container, ${fine}))`;
  return {
    name: "storefleet-images",
    rules: [{ apiGroups: [""], resources: ["pods", "pods/ephemeralcontainers"], operations: ["CREATE", "UPDATE"] }],
    validations: [
      {
        expression: ["containers", "initContainers", "ephemeralContainers"].map(every).join(" && "),
        message: `a store's pods run pinned images from ${repositories.join(", ")} only`,
      },
    ],
  };
}
