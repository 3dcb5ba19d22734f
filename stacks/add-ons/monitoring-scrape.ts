const token = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** Labels of a pod that every metric of it carries. */
const podLabels = [
  { action: "replace", source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
  { action: "replace", source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
];

/** The kubelet of every machine, with the account's own token. */
function kubelet(job: string, path: string, keep: string): object {
  return {
    job_name: job,
    scheme: "https",
    metrics_path: path,
    bearer_token_file: token,
    // A kubelet signs its own certificate; machine and kubelet are told apart by the network, not by it.
    tls_config: { insecure_skip_verify: true },
    kubernetes_sd_configs: [{ role: "node" }],
    relabel_configs: [{ action: "replace", source_labels: ["__meta_kubernetes_node_name"], target_label: "node" }],
    metric_relabel_configs: [{ action: "keep", source_labels: ["__name__"], regex: keep }],
  };
}

/** Pods with a label, at one of their ports. */
function pods(job: string, name: string, port: string): object {
  return {
    job_name: job,
    kubernetes_sd_configs: [{ role: "pod" }],
    relabel_configs: [
      { action: "keep", source_labels: ["__meta_kubernetes_pod_label_app_kubernetes_io_name"], regex: name },
      { action: "keep", source_labels: ["__meta_kubernetes_pod_container_port_name"], regex: port },
      ...podLabels,
    ],
  };
}

/**
 * What is measured, and nothing that no panel shows: the machines and containers by their kubelets, the shops' requests by the
 * ingress controller, certificates by cert-manager.
 */
export const scrapeConfiguration = {
  global: { scrape_interval: "30s" },
  scrape_configs: [
    kubelet(
      "containers",
      "/metrics/cadvisor",
      "container_(cpu_usage_seconds_total|memory_working_set_bytes|start_time_seconds|oom_events_total|spec_memory_limit_bytes)|machine_(memory_bytes|cpu_cores)",
    ),
    kubelet("volumes", "/metrics", "kubelet_volume_stats_(used|capacity)_bytes|kubelet_running_pods"),
    pods("ingress", "traefik", "metrics"),
    pods("certificates", "cert-manager", "http-metrics"),
  ],
};
