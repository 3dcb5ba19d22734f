import { describe, expect, test } from "@jest/globals";
import type { Recorded } from "../testing/record.ts";
import { mermaid } from "./mermaid.ts";
import { resourceGraph } from "./resource-graph.ts";

function recorded(type: string, name: string, more: Partial<Recorded> = {}): Recorded {
  return {
    type,
    name,
    inputs: {},
    parent: "storefleet-prod",
    provider: "",
    dependsOn: [],
    deletedWith: "",
    protect: false,
    version: "",
    deleteTimeout: "",
    deleteBeforeReplace: false,
    replaceOnChanges: [],
    ignoreChanges: [],
    secretOutputs: [],
    inputsFrom: {},
    ...more,
  };
}

const small: readonly Recorded[] = [
  recorded("storefleet:index:AzureK3s", "azure"),
  recorded("storefleet:index:Traefik", "traefik", { dependsOn: ["platform-namespace"] }),
  recorded("storefleet:index:Store", "aurora"),
  recorded("azure-native:compute:Disk", "azure-disk", { parent: "azure", protect: true }),
  recorded("azure-native:compute:VirtualMachine", "azure-server", { parent: "azure", dependsOn: ["azure-disk"] }),
  recorded("pulumi:providers:kubernetes", "cluster", { dependsOn: ["azure-server"] }),
  recorded("kubernetes:core/v1:Namespace", "platform-namespace", { provider: "cluster" }),
  recorded("kubernetes:apps/v1:DaemonSet", "traefik-daemonset", { parent: "traefik", provider: "cluster" }),
  recorded("kubernetes:core/v1:Namespace", "aurora-namespace", { parent: "aurora", provider: "cluster", dependsOn: ["traefik-daemonset"] }),
  recorded("kubernetes:helm.sh/v3:Release", "aurora-release", { parent: "aurora", provider: "cluster", dependsOn: ["aurora-namespace"] }),
];

describe("resourceGraph", () => {
  test("an overview has a box for each kind of the cluster's resources, each add-on and each store", () => {
    expect(resourceGraph(small, "overview")).toBe(`flowchart LR
  subgraph n_cluster["cluster"]
    n_cluster_Disk[("Disk")]
    n_cluster_VirtualMachine["VirtualMachine"]
    n_cluster_kubernetes_provider["kubernetes provider"]
  end
  subgraph n_add_ons["add-ons"]
    n_box_platform["platform<br/>1 resource"]
    n_box_traefik["traefik<br/>1 resource"]
  end
  subgraph n_stores["stores"]
    n_box_aurora["aurora<br/>2 resources"]
  end
  n_box_platform --> n_box_traefik
  n_box_traefik --> n_box_aurora
  n_cluster_Disk --> n_cluster_VirtualMachine
  n_cluster_VirtualMachine --> n_cluster_kubernetes_provider
  n_cluster_kubernetes_provider --> n_box_platform
`);
  });

  test("all has a box for each resource, framed by its component", () => {
    const store = small.filter(({ name }) => name.startsWith("aurora") || name === "cluster");
    expect(resourceGraph(store, "all")).toBe(`flowchart LR
  subgraph n_group_["stack"]
    n__pulumi_providers_kubernetes_cluster["kubernetes provider<br/>cluster"]
  end
  subgraph n_group_aurora["aurora"]
    n_aurora_kubernetes_core_v1_Namespace_aurora_namespace["Namespace<br/>aurora-namespace"]
    n_aurora_kubernetes_helm_sh_v3_Release_aurora_release["Release<br/>aurora-release"]
  end
  n__pulumi_providers_kubernetes_cluster --> n_aurora_kubernetes_core_v1_Namespace_aurora_namespace
  n_aurora_kubernetes_core_v1_Namespace_aurora_namespace --> n_aurora_kubernetes_helm_sh_v3_Release_aurora_release
`);
  });

  test("counts resources of one kind", () => {
    const disks = [1, 2].map((number) => recorded("azure-native:compute:Disk", `azure-disk-${number}`, { parent: "azure" }));
    expect(resourceGraph([recorded("storefleet:index:Aks", "azure"), ...disks], "overview")).toContain('n_cluster_Disk["Disk × 2"]');
  });

  test("does not depend on the order in which resources were registered", () => {
    expect(resourceGraph([...small].reverse(), "overview")).toBe(resourceGraph(small, "overview"));
  });
});

describe("mermaid", () => {
  test("gives ids that differ different names, and keeps its own grammar out of texts", () => {
    const node = (id: string) => ({ id, lines: ['a "b" <c> #1'], kept: false });
    expect(mermaid([{ id: "end", title: "end", nodes: [node("a/b"), node("a.b")] }], [{ from: "a/b", to: "a.b" }])).toBe(`flowchart LR
  subgraph n_end["end"]
    n_a_b_2["a #quot;b#quot; #lt;c> #35;1"]
    n_a_b["a #quot;b#quot; #lt;c> #35;1"]
  end
  n_a_b_2 --> n_a_b
`);
  });
});
