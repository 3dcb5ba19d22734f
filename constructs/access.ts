import { ApiResource, Group, type IRole, Role, RoleBinding, ServiceAccount } from "cdk8s-plus-30";
import { Construct } from "constructs";
import { objectNames, ownerGroup, serviceAccounts } from "./names.ts";

/** Props of {@link Access}. */
export interface AccessProps {
  readonly namespace: string;
  /** Owner of the store; people in the group `storefleet:<owner>` may look into the namespace. */
  readonly owner: string;
}

/**
 * Who may do what in a store's namespace. Pods may do nothing at the Kubernetes API: their service accounts have no
 * token. The owner may watch pods, events and logs; Secrets, exec and every change stay closed.
 */
export class Access extends Construct {
  constructor(scope: Construct, id: string, props: AccessProps) {
    super(scope, id);
    const { namespace, owner } = props;

    for (const name of serviceAccounts) {
      new ServiceAccount(this, name, { metadata: { name, namespace }, automountToken: false });
    }
    const role = new Role(this, "owner", { metadata: { name: objectNames.ownerRole, namespace } });
    role.allowRead(ApiResource.PODS, ApiResource.EVENTS, ApiResource.custom({ apiGroup: "events.k8s.io", resourceType: "events" }));
    role.allowGet(ApiResource.custom({ apiGroup: "", resourceType: "pods/log" }));
    const binding = new RoleBinding(this, "owner-binding", {
      metadata: { name: objectNames.ownerBinding, namespace },
      role: role as IRole,
    });
    binding.addSubjects(Group.fromName(this, "owner-group", ownerGroup(owner)));
  }
}
