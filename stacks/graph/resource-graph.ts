import type { Recorded } from "../testing/record.ts";
import { compare, type Edge, withoutDetours } from "./edges.ts";
import { type GraphGroup, type GraphNode, mermaid } from "./mermaid.ts";

/** How much of a graph is drawn: a box for each store, each add-on and each kind of the cluster's resources, or for every resource. */
export type GraphDetail = "overview" | "all";

const component = "storefleet:index:";
const clusterComponents = new Set(["storefleet:index:AzureK3s", "storefleet:index:Aks"]);
const outside = "";

/** Frames of the overview, in the order in which they come to be. */
const frames = ["cluster", "add-ons", "stores"] as const;
type Frame = (typeof frames)[number];

/** The resources of a program as a flowchart in Mermaid. The same resources give the same text, in whichever order they come. */
export function resourceGraph(resources: readonly Recorded[], detail: GraphDetail): string {
  const sorted = [...resources].sort((a, b) => compare(a.name, b.name) || compare(a.type, b.type));
  const components = new Map(sorted.filter(isComponent).map((resource) => [resource.name, resource]));
  const own = sorted.filter((resource) => !isComponent(resource));
  const ownerOf = (resource: Recorded) => owner(resource, components);
  const boxOf =
    detail === "all" ? (resource: Recorded) => `${ownerOf(resource)}/${resource.type}/${resource.name}` : overviewBox(ownerOf, components);
  const groups = detail === "all" ? everyResource(own, ownerOf, boxOf) : overview(own, ownerOf, boxOf, components);
  return mermaid(groups, withoutDetours(edgesOf(own, components, ownerOf, boxOf)));
}

type OwnerOf = (resource: Recorded) => string;
type BoxOf = (resource: Recorded) => string;
type Components = ReadonlyMap<string, Recorded>;

const isComponent = ({ type }: Recorded): boolean => type.startsWith(component);
const kindOf = ({ type }: Recorded): string => type.split(":").at(-1) ?? type;

/** The component that a resource belongs to: its parent, or the one whose name its own begins with. */
function owner(resource: Recorded, components: Components): string {
  if (components.has(resource.parent)) return resource.parent;
  const first = resource.name.split("-")[0] ?? "";
  return components.has(first) || first !== resource.name ? first : outside;
}

function frameOf(name: string, components: Components): Frame {
  const type = components.get(name)?.type ?? "";
  if (name === outside || clusterComponents.has(type)) return "cluster";
  return type === `${component}Store` ? "stores" : "add-ons";
}

function overviewBox(ownerOf: OwnerOf, components: Components): BoxOf {
  return (resource) => {
    const name = ownerOf(resource);
    return frameOf(name, components) === "cluster" ? `cluster/${boxTitle(resource)}` : `box/${name}`;
  };
}

const boxTitle = (resource: Recorded): string =>
  resource.type.startsWith("pulumi:providers:") ? `${kindOf(resource)} provider` : kindOf(resource);

function overview(own: readonly Recorded[], ownerOf: OwnerOf, boxOf: BoxOf, components: Components): readonly GraphGroup[] {
  return frames.flatMap((frame) => {
    const boxes = Map.groupBy(
      own.filter((resource) => frameOf(ownerOf(resource), components) === frame),
      boxOf,
    );
    const nodes = [...boxes.entries()].sort(([a], [b]) => compare(a, b)).map(([id, members]) => overviewNode(id, members, frame, ownerOf));
    return nodes.length === 0 ? [] : [{ id: frame, title: frame, nodes }];
  });
}

function overviewNode(id: string, members: readonly Recorded[], frame: Frame, ownerOf: OwnerOf): GraphNode {
  const [first] = members;
  if (first === undefined) throw new Error(`no resource in ${id}`);
  const count = members.length;
  const kept = members.some(({ protect }) => protect);
  if (frame === "cluster") return { id, lines: [count === 1 ? boxTitle(first) : `${boxTitle(first)} × ${count}`], kept };
  return { id, lines: [ownerOf(first), `${count} ${count === 1 ? "resource" : "resources"}`], kept };
}

function everyResource(own: readonly Recorded[], ownerOf: OwnerOf, boxOf: BoxOf): readonly GraphGroup[] {
  return [...Map.groupBy(own, ownerOf).entries()]
    .sort(([a], [b]) => compare(a, b))
    .map(([name, members]) => ({
      id: `group/${name}`,
      title: name === outside ? "stack" : name,
      nodes: members.map((resource) => ({
        id: boxOf(resource),
        lines: [boxTitle(resource), resource.name],
        kept: resource.protect,
      })),
    }));
}

function edgesOf(own: readonly Recorded[], components: Components, ownerOf: OwnerOf, boxOf: BoxOf): readonly Edge[] {
  const byName = Map.groupBy(own, ({ name }) => name);
  return own.flatMap((resource) => {
    const parent = components.get(ownerOf(resource));
    // A child is registered only after its component, and that one only after what it waits for.
    const first = [...resource.dependsOn, resource.provider, ...(parent?.dependsOn ?? [])];
    return [...new Set(first)].flatMap((name) => (byName.get(name) ?? []).map((needed) => ({ from: boxOf(needed), to: boxOf(resource) })));
  });
}
