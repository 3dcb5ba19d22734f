import { useQuery } from "@tanstack/react-query";
import { operationsQuery } from "../../api/queries.ts";
import type { StoreDetail } from "../../api/types.ts";
import { Panel } from "../../components/card.tsx";
import { Facts } from "../../components/facts.tsx";
import { duration } from "../../components/format.ts";
import { RelativeTime } from "../../components/relative-time.tsx";
import { strings } from "../../strings.ts";
import { CheckoutPanel } from "./checkout-panel.tsx";
import { CredentialsPanel } from "./credentials-panel.tsx";
import { OperationPanel } from "./operation-panel.tsx";
import { UsagePanel } from "./usage-panel.tsx";

/** Where the store is, whether it sells, and what it is. */
export function OverviewTab({ store }: { readonly store: StoreDetail }) {
  const { data: operations } = useQuery(operationsQuery(store.name));
  const latest = operations?.[0];
  const { fields } = strings.store;
  const none = strings.common.none;
  const text = (key: string) => (typeof store.spec[key] === "string" ? store.spec[key] : none);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="min-w-0 space-y-6">
        {latest !== undefined && <OperationPanel operation={latest} />}
        <CheckoutPanel store={store} />
        <UsagePanel name={store.name} />
      </div>
      <div className="min-w-0 space-y-6">
        <Panel title={strings.store.details}>
          <Facts
            facts={[
              [fields.engine, strings.engines[store.engine]],
              [fields.plan, strings.plans.names[store.plan]],
              [
                fields.owner,
                store.managedBy === "declared" ? strings.stores.declared : (store.owner.email ?? store.owner.name ?? store.owner.id),
              ],
              [fields.guaranteed, strings.store.guaranteed(store.demand.cpuMillis, store.demand.memoryMiB)],
              [fields.disk, strings.store.disk(store.demand.storageGiB, store.demand.volumes)],
              [fields.namespace, <code key="namespace">store-{store.name}</code>],
              [fields.currency, text("currency")],
              [fields.country, text("country")],
              [fields.adminEmail, text("adminEmail")],
              [fields.revision, store.revision ?? none],
              [fields.provisioned, store.provisionedSeconds === null ? none : duration(store.provisionedSeconds)],
              [fields.created, store.createdAt === null ? none : <RelativeTime key="created" at={store.createdAt} />],
            ]}
          />
        </Panel>
        {store.status === "Ready" && <CredentialsPanel store={store} />}
      </div>
    </div>
  );
}
