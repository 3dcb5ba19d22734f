import { objectNames } from "../../constructs/names.ts";
import type { KubernetesObject } from "../../constructs/store.ts";
import { addOnLabels } from "./add-on-namespace.ts";
import { orchestratorUser, platform } from "./platform-access.ts";

/** What the policies depend on. */
export interface PolicyOptions {
  readonly baseDomain: string;
  /** Such as `v1.36`. */
  readonly podSecurityVersion: string;
  /** References of the images that stores run. */
  readonly images: readonly string[];
  /** Accounts besides the control plane that may change guardrails: who runs `pulumi up` of the environment. */
  readonly trustedUsers: readonly string[];
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly ("CREATE" | "UPDATE" | "DELETE")[];
}

interface Validation {
  readonly expression: string;
  readonly message: string;
}

interface Policy {
  readonly name: string;
  readonly rules: readonly Rule[];
  /** Whose requests it judges. @default - everybody's */
  readonly when?: string;
  /** @default - only in the namespaces of stores */
  readonly everywhere?: boolean;
  readonly validations: readonly Validation[];
}

const labels = addOnLabels("admission");
/** Label that every store's namespace has, and no other. */
const storeLabel = "storefleet.dev/store";

/** A CEL string. Only names, domains and references go in, which need no escape; anything else is refused. */
function text(value: string): string {
  if (!/^[\w.:/@-]+$/.test(value)) throw new Error(`${JSON.stringify(value)} cannot be part of an admission policy`);
  return `'${value}'`;
}

const list = (values: readonly string[]) => `[${values.map(text).join(", ")}]`;
const byOrchestrator = `request.userInfo.username == ${text(orchestratorUser)}`;
const label = (object: string, key: string) =>
  `(has(${object}.metadata.labels) && ${text(key)} in ${object}.metadata.labels ? ${object}.metadata.labels[${text(key)}] : '')`;
const ofControlPlane = (object: string) => `${label(object, "storefleet.dev/managed-by")} == 'control-plane'`;

/** Namespaces that the control plane makes are stores' and guarded; it touches no other, declared stores' included. */
function namespaces(podSecurityVersion: string): Policy {
  const levels = ["enforce", "audit", "warn"].flatMap((mode) => [
    `${label("object", `pod-security.kubernetes.io/${mode}`)} == 'restricted'`,
    `${label("object", `pod-security.kubernetes.io/${mode}-version`)} == ${text(podSecurityVersion)}`,
  ]);
  const deleting = "request.operation == 'DELETE'";
  return {
    name: "storefleet-namespaces",
    rules: [{ apiGroups: [""], resources: ["namespaces"], operations: ["CREATE", "UPDATE", "DELETE"] }],
    when: byOrchestrator,
    everywhere: true,
    validations: [
      { expression: "request.name.startsWith('store-')", message: "the control plane may only touch namespaces store-<name>" },
      {
        expression: `request.operation == 'CREATE' || (${ofControlPlane("oldObject")})`,
        message: "the control plane may only touch stores that it made itself",
      },
      {
        expression: `${deleting} || (${ofControlPlane("object")} && ${label("object", storeLabel)} == request.name.substring(6))`,
        message: "a store's namespace must carry the labels of its store",
      },
      {
        expression: `${deleting} || (${levels.join(" && ")})`,
        message: "a store's namespace must hold its pods to the restricted standard",
      },
    ],
  };
}

/** RBAC lets the control plane bind its one role in any namespace; here it may do so only where its stores are. */
function bindings(): Policy {
  const binding = "request.operation == 'DELETE' ? oldObject : object";
  return {
    name: "storefleet-bindings",
    rules: [{ apiGroups: ["rbac.authorization.k8s.io"], resources: ["rolebindings", "roles"], operations: ["CREATE", "UPDATE", "DELETE"] }],
    when: byOrchestrator,
    everywhere: true,
    validations: [
      {
        expression: `request.namespace.startsWith('store-') && (${ofControlPlane("namespaceObject")})`,
        message: "the control plane may only bind roles in the namespaces of its stores",
      },
      {
        expression:
          `request.resource.resource != 'rolebindings' || (${binding}).roleRef.kind == 'Role' || ` +
          `(has((${binding}).subjects) && (${binding}).subjects.all(subject, subject.kind == 'ServiceAccount' && ` +
          `subject.name == ${text(platform.account)} && has(subject.namespace) && subject.namespace == ${text(platform.namespace)}))`,
        message: "the control plane may give its role to nobody else",
      },
    ],
  };
}

/** Quota, limits and network policies of a store are the platform's: nobody else changes them, and the base ones stay. */
function guardrails(trustedUsers: readonly string[]): Policy {
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
        expression: `request.userInfo.username in ${list(trusted)} || 'system:masters' in request.userInfo.groups`,
        message: "guardrails of a store are changed by the platform only",
      },
      {
        expression: `request.operation != 'DELETE' || !(request.name in ${list(base)}) || ${leaving} || 'system:masters' in request.userInfo.groups`,
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
function hosts(baseDomain: string): Policy {
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
function kinds(): Policy {
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
function images(references: readonly string[]): Policy {
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

function policyObjects({ name, rules, when, everywhere, validations }: Policy): KubernetesObject[] {
  return [
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata: { name, labels },
      spec: {
        failurePolicy: "Fail",
        matchConstraints: {
          matchPolicy: "Equivalent",
          resourceRules: rules.map(({ apiGroups, resources, operations }) => ({
            apiGroups: [...apiGroups],
            apiVersions: ["*"],
            resources: [...resources],
            operations: [...operations],
            scope: "*",
          })),
          // As the API server stores it: nothing differs at the next preview.
          namespaceSelector: {},
          objectSelector: {},
        },
        ...(when === undefined ? {} : { matchConditions: [{ name: "whose", expression: when }] }),
        validations: validations.map(({ expression, message }) => ({ expression, message, reason: "Forbidden" })),
      },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name, labels },
      spec: {
        policyName: name,
        validationActions: ["Deny", "Audit"],
        ...(everywhere === true
          ? {}
          : {
              matchResources: {
                matchPolicy: "Equivalent",
                namespaceSelector: { matchExpressions: [{ key: storeLabel, operator: "Exists" }] },
                objectSelector: {},
              },
            }),
      },
    },
  ];
}

/** What no RBAC rule can say, as policies of the API server: they hold whatever account is used, and whatever chart. */
export function admissionPolicies(options: PolicyOptions): KubernetesObject[] {
  const policies = [
    namespaces(options.podSecurityVersion),
    bindings(),
    guardrails(options.trustedUsers),
    hosts(options.baseDomain),
    kinds(),
    ...(options.images.length === 0 ? [] : [images(options.images)]),
  ];
  return policies.flatMap(policyObjects);
}
