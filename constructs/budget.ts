import { k8s } from "cdk8s-plus-30";
import { Construct } from "constructs";
import { plans } from "../stores/plans.ts";
import type { StoreSpec } from "../stores/schema.ts";
import { objectNames } from "./names.ts";
import { largestContainer, quotaOf } from "./sizing.ts";

/** Props of {@link Budget}. */
export interface BudgetProps {
  readonly namespace: string;
  readonly spec: StoreSpec;
}

/** What a store may use at most: a quota over the namespace, and bounds for each container and volume. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id);
    const { namespace, spec } = props;
    const quantities = (hard: Record<string, string>) =>
      Object.fromEntries(Object.entries(hard).map(([name, quantity]) => [name, k8s.Quantity.fromString(quantity)]));

    new k8s.KubeResourceQuota(this, "quota", {
      metadata: { name: objectNames.quota, namespace },
      spec: { hard: quantities(quotaOf(spec)) },
    });
    // A pod without its own requests would be refused by the quota; the defaults let a person's debug container in.
    new k8s.KubeLimitRange(this, "limits", {
      metadata: { name: objectNames.limits, namespace },
      spec: {
        limits: [
          {
            type: "Container",
            default: quantities({ cpu: "250m", memory: "128Mi" }),
            defaultRequest: quantities({ cpu: "10m", memory: "32Mi" }),
            max: quantities(largestContainer(spec)),
          },
          {
            type: "PersistentVolumeClaim",
            max: quantities({ storage: `${plans[spec.plan].storage.maxGiB}Gi` }),
          },
        ],
      },
    });
  }
}
