import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { App } from "cdk8s";
import { objectNames } from "../../constructs/names.ts";
import { Store } from "../../constructs/store.ts";
import { openCluster } from "../../control/cluster/client.ts";
import { proveOrder } from "../../control/verify/prove.ts";
import { imageReferences } from "../../images/catalog.ts";
import { ensureBinaries } from "../../local/binaries/ensure.ts";
import { chooseProvider, kubeconfigPath } from "../../local/cluster/choose.ts";
import { deriveStoreSecrets, secretsRevision } from "../../stacks/secrets.ts";
import { loadStores } from "../../stores/load.ts";
import { checkout } from "../storefleet.ts";
import { waitUntil } from "../workstation.ts";
import type { Figure } from "./table.ts";

const run = promisify(execFile);

/** Name of the figure that `up` is compared with. */
export const appliedUntilProven = "apply, until the order is proven";

/** The same objects as a store's, applied by kubectl and rendered by helm: what the engine costs is the difference to `first-sale`. */
export async function benchKubectl(): Promise<Figure[]> {
  const group = "the same store by helm template and kubectl apply";
  const [spec] = loadStores([{ name: "bench-plain", engine: "medusa", title: "Plain", adminEmail: "admin@plain.example" }]);
  if (spec === undefined) throw new Error("the benchmark's own store was refused");
  const provider = await chooseProvider({});
  const rootSecret = randomBytes(32).toString("base64");
  const store = new Store(new App(), spec.name, {
    spec,
    environment: {
      baseDomain: "localhost",
      scheme: "http",
      port: provider.exposes.httpPort,
      ingressNamespace: "traefik",
      storageClass: provider.exposes.storageClass,
      images: (await imageReferences()) as Record<string, string>,
      managedBy: "declared",
      podSecurityVersion: "v1.36",
      secretsRevision: secretsRevision(rootSecret, spec, 1),
    },
  });
  const secrets = deriveStoreSecrets(rootSecret, spec, 1);
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  const tools = await ensureBinaries(["kubectl", "helm"]);
  const kubectl = (...args: string[]) =>
    run(tools.get("kubectl")?.file ?? "kubectl", ["--kubeconfig", kubeconfigPath(process.env), ...args]);
  try {
    const started = performance.now();
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: objectNames.secret, namespace: store.namespaceName },
      stringData: secrets,
    };
    await writeFile(
      join(folder, "guardrails.json"),
      JSON.stringify({ apiVersion: "v1", kind: "List", items: [...store.toObjects(), secret] }),
      { mode: 0o600 },
    );
    await writeFile(join(folder, "values.json"), JSON.stringify(store.values));
    const chart = join(checkout, "charts", "universal-store");
    const rendered = await run(
      tools.get("helm")?.file ?? "helm",
      ["template", store.releaseName, chart, "--namespace", store.namespaceName, "--values", join(folder, "values.json")],
      { maxBuffer: 1 << 26 },
    );
    await writeFile(join(folder, "chart.yaml"), rendered.stdout);
    await kubectl("apply", "--server-side", "-f", join(folder, "guardrails.json"));
    await kubectl("apply", "--server-side", "-n", store.namespaceName, "-f", join(folder, "chart.yaml"));
    const cluster = openCluster(await provider.kubeconfig());
    await waitUntil(
      "every part to be ready",
      async () => {
        const [deployments, statefulSets, jobs] = await Promise.all([
          cluster.apps.listNamespacedDeployment({ namespace: store.namespaceName }),
          cluster.apps.listNamespacedStatefulSet({ namespace: store.namespaceName }),
          cluster.batch.listNamespacedJob({ namespace: store.namespaceName }),
        ]);
        const ready = [...deployments.items, ...statefulSets.items].every(
          ({ spec: wanted, status }) => (status?.readyReplicas ?? 0) >= (wanted?.replicas ?? 1),
        );
        return ready && jobs.items.every(({ status }) => (status?.succeeded ?? 0) > 0);
      },
      300,
    );
    const { name, currency, country, adminEmail, engine } = spec;
    await proveOrder({ engine, name, url: store.url, title: "Plain", currency, country, adminEmail, secrets: { ...secrets } });
    return [{ group, name: appliedUntilProven, value: (performance.now() - started) / 1000, unit: "s" }];
  } finally {
    await kubectl("delete", "namespace", store.namespaceName, "--ignore-not-found", "--wait=true");
    await rm(folder, { recursive: true, force: true });
  }
}
