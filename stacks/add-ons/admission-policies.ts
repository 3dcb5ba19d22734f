import type { KubernetesObject } from "../../constructs/store.ts";
import { addOnLabels } from "./add-on-namespace.ts";
import { label, ofControlPlane, type Policy, storeLabel, text } from "./admission-cel.ts";
import { guardrails, hosts, images, kinds } from "./admission-store-policies.ts";
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

const labels = addOnLabels("admission");
const byOrchestrator = `request.userInfo.username == ${text(orchestratorUser)}`;

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
