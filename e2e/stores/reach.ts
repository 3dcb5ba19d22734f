import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { chartName, namespaceName } from "../../constructs/names.ts";
import type { ClusterClient } from "../../control/cluster/client.ts";
import { imageReferences } from "../../images/catalog.ts";

/**
 * Whether a pod that looks like one component of a store can open a TCP connection: real traffic, from a restricted pod with
 * the component's labels.
 */
export async function canReach(cluster: ClusterClient, store: string, component: string, host: string, port: number): Promise<boolean> {
  const namespace = namespaceName(store);
  const name = `probe-${randomBytes(4).toString("hex")}`;
  const { toolbox } = await imageReferences(["toolbox"]);
  await cluster.core.createNamespacedPod({
    namespace,
    body: {
      metadata: {
        name,
        labels: {
          "app.kubernetes.io/name": chartName,
          "app.kubernetes.io/instance": store,
          "app.kubernetes.io/component": component,
          "storefleet.dev/store": store,
          "storefleet.dev/probe": "true",
        },
      },
      spec: {
        restartPolicy: "Never",
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "probe",
            image: toolbox as string,
            imagePullPolicy: "IfNotPresent",
            // A policy takes a second or two to apply to a new pod: three misses in a row count, one hit does.
            command: ["/bin/sh", "-c", `for i in 1 2 3; do sleep 2; nc -w 2 ${host} ${port} -e /bin/true && exit 0; done; exit 1`],
            // Never ready: with a component's labels it would otherwise get a share of that component's traffic.
            readinessProbe: { exec: { command: ["/bin/false"] } },
            resources: { requests: { cpu: "5m", memory: "8Mi" }, limits: { cpu: "100m", memory: "32Mi" } },
            securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
          },
        ],
      },
    },
  });
  try {
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(300)) {
      const { status } = await cluster.core.readNamespacedPod({ namespace, name });
      if (status?.phase === "Succeeded") return true;
      if (status?.phase === "Failed") return false;
    }
    throw new Error(`probe ${name} in ${namespace} did not end`);
  } finally {
    await cluster.core.deleteNamespacedPod({ namespace, name });
  }
}
