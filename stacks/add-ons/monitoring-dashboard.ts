/** A diagram of VictoriaMetrics' own pages. */
interface Panel {
  readonly title: string;
  readonly description: string;
  readonly expr: readonly string[];
  readonly unit?: string;
  readonly width: number;
}

/** A page of diagrams, as `-vmui.customDashboardsPath` reads it. */
export interface Dashboard {
  readonly title: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}

/** Metrics of a store's containers, with the store's name in `store`. */
const inStores = 'namespace=~"store-.+",container!="",container!="POD"';
const byStore = (expression: string) => `label_replace(${expression}, "store", "$1", "namespace", "store-(.+)")`;

/** Traefik names a store's service after its namespace: `store-<name>-…@kubernetescrd`. */
const requests = 'traefik_service_requests_total{service=~"store-.+"}';
const durations = 'traefik_service_request_duration_seconds_bucket{service=~"store-.+"}';

/** How every store does: what a person on call looks at first. */
export const storesDashboard: Dashboard = {
  title: "Stores",
  rows: [
    {
      title: "Shoppers",
      panels: [
        {
          title: "Requests a second",
          description: "By service of a store, as the ingress controller counts them",
          expr: [`sum(rate(${requests}[5m])) by (service)`],
          width: 4,
        },
        {
          title: "Share of failed requests",
          description: "Answers with status 5xx; more than 0 for minutes means that shoppers see errors",
          expr: [
            `sum(rate(traefik_service_requests_total{service=~"store-.+",code=~"5.."}[5m])) by (service) / sum(rate(${requests}[5m])) by (service)`,
          ],
          width: 4,
        },
        {
          title: "Slowest twentieth of the answers",
          description: "95th percentile of the time to answer",
          expr: [`histogram_quantile(0.95, sum(rate(${durations}[5m])) by (service, le))`],
          unit: "s",
          width: 4,
        },
      ],
    },
    {
      title: "Use",
      panels: [
        {
          title: "CPU",
          description: "Cores that a store uses",
          expr: [`sum(${byStore(`rate(container_cpu_usage_seconds_total{${inStores}}[5m])`)}) by (store)`],
          width: 4,
        },
        {
          title: "Memory",
          description: "Working set of a store's containers",
          expr: [`sum(${byStore(`container_memory_working_set_bytes{${inStores}}`)}) by (store)`],
          unit: "bytes",
          width: 4,
        },
        {
          title: "Volumes",
          description: "How full a store's volumes are; 1 is full",
          expr: [
            `max(${byStore('kubelet_volume_stats_used_bytes{namespace=~"store-.+"} / kubelet_volume_stats_capacity_bytes{namespace=~"store-.+"}')}) by (store, persistentvolumeclaim)`,
          ],
          width: 4,
        },
      ],
    },
    {
      title: "Trouble",
      panels: [
        {
          title: "Restarts in an hour",
          description: "How often a store's containers started anew",
          expr: [`sum(${byStore(`changes(container_start_time_seconds{${inStores}}[1h])`)}) by (store)`],
          width: 4,
        },
        {
          title: "Out of memory in an hour",
          description: "Containers that were stopped because they used more than their limit",
          expr: [`sum(${byStore(`increase(container_oom_events_total{${inStores}}[1h])`)}) by (store)`],
          width: 4,
        },
        {
          title: "Days until a certificate ends",
          description: "Renewed 30 days before; less than 20 means that renewal fails",
          expr: ["(certmanager_certificate_expiration_timestamp_seconds - time()) / 86400"],
          unit: "d",
          width: 4,
        },
      ],
    },
    {
      title: "Machines",
      panels: [
        {
          title: "Memory left",
          description: "Of each machine, with everything on it",
          expr: ['sum(machine_memory_bytes) by (node) - sum(container_memory_working_set_bytes{id="/"}) by (node)'],
          unit: "bytes",
          width: 6,
        },
        {
          title: "CPU in use",
          description: "Share of each machine's cores",
          expr: ['sum(rate(container_cpu_usage_seconds_total{id="/"}[5m])) by (node) / sum(machine_cpu_cores) by (node)'],
          width: 6,
        },
      ],
    },
  ],
};
