import { parse } from "yaml";

interface Kubeconfig {
  readonly clusters: readonly { readonly name: string; readonly cluster: Readonly<Record<string, unknown>> }[];
  readonly contexts: readonly { readonly name: string; readonly context: { readonly cluster: string } }[];
  readonly "current-context": string;
}

/**
 * The same cluster for another account: nothing of the first one's credentials is left.
 *
 * @param kubeconfig Text of a kubeconfig whose current context leads to the cluster.
 * @returns text of a kubeconfig
 */
export function tokenKubeconfig(kubeconfig: string, user: string, token: string): string {
  const { clusters, contexts, "current-context": current } = parse(kubeconfig) as Kubeconfig;
  const clusterName = contexts.find(({ name }) => name === current)?.context.cluster;
  const cluster = clusters.find(({ name }) => name === clusterName)?.cluster;
  if (cluster === undefined) throw new Error(`the kubeconfig has no cluster for its current context ${current}`);
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "storefleet",
    clusters: [{ name: "storefleet", cluster }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: "storefleet", context: { cluster: "storefleet", user } }],
  });
}
