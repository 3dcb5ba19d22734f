import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

/** Definitions that a chart of others brings, as far as our own objects need them: group, version, kind, scope. */
const definitions: Readonly<Record<string, readonly (readonly [string, string, string, "Cluster" | "Namespaced"])[]>> = {
  "cert-manager": [
    ["cert-manager.io", "v1", "ClusterIssuer", "Cluster"],
    ["cert-manager.io", "v1", "Certificate", "Namespaced"],
  ],
  "lvm-localpv": [["snapshot.storage.k8s.io", "v1", "VolumeSnapshotClass", "Cluster"]],
};

function definition([group, version, kind, scope]: readonly [string, string, string, string]): object {
  const singular = kind.toLowerCase();
  const plural = `${singular}${singular.endsWith("s") ? "es" : "s"}`;
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    // Kubernetes asks for it in groups of its own.
    metadata: { name: `${plural}.${group}`, annotations: { "api-approved.kubernetes.io": "unapproved, a stand-in" } },
    spec: {
      group,
      scope,
      names: { kind, singular, plural, listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}

/**
 * Puts charts without pods in the place of a checkout's real ones: Helm installs them for real, where no machine could run what
 * they hold. The store's own keeps its values schema, so that wrong values are still refused.
 */
export function emptyCharts(checkout: string): void {
  const versions = join(checkout, "stacks/add-ons/versions.ts");
  let text = readFileSync(versions, "utf8");
  for (const [name, kinds] of Object.entries(definitions)) {
    const folder = join(checkout, ".charts", name);
    mkdirSync(join(folder, "crds"), { recursive: true });
    writeFileSync(join(folder, "Chart.yaml"), stringify({ apiVersion: "v2", name, version: "0.0.0" }));
    for (const kind of kinds) writeFileSync(join(folder, "crds", `${kind[2]}.yaml`), stringify(definition(kind)));
    const before = text;
    text = text.replace(new RegExp(`chart: "[^"]*${name}"(, repository: "[^"]+")?`), `chart: "${folder}"`);
    if (text === before) throw new Error(`${versions} has no chart ${name}`);
  }
  writeFileSync(versions, text);
  for (const part of ["common", "ingress", "medusa", "woocommerce"]) {
    rmSync(join(checkout, "charts/universal-store/templates", part), { recursive: true });
  }
}
