import { compare, type Edge } from "./edges.ts";

/** A box of the drawing. */
export interface GraphNode {
  readonly id: string;
  /** Lines of its text. */
  readonly lines: readonly string[];
  /** Drawn as a drum: Pulumi refuses to delete it. */
  readonly kept: boolean;
}

/** Boxes with a frame around them. */
export interface GraphGroup {
  readonly id: string;
  readonly title: string;
  readonly nodes: readonly GraphNode[];
}

/** A flowchart in Mermaid: an arrow leads from what must exist first to what needs it. */
export function mermaid(groups: readonly GraphGroup[], edges: readonly Edge[]): string {
  const names = mermaidNames(groups.flatMap(({ id, nodes }) => [id, ...nodes.map((node) => node.id)]));
  const name = (id: string) => names.get(id) ?? id;
  const lines = ["flowchart LR"];
  for (const { id, title, nodes } of groups) {
    lines.push(`  subgraph ${name(id)}["${escapeText(title)}"]`);
    for (const node of nodes) lines.push(`    ${name(node.id)}${shape(node)}`);
    lines.push("  end");
  }
  for (const { from, to } of edges) lines.push(`  ${name(from)} --> ${name(to)}`);
  return `${lines.join("\n")}\n`;
}

function shape({ lines, kept }: GraphNode): string {
  const text = `"${lines.map(escapeText).join("<br/>")}"`;
  return kept ? `[(${text})]` : `[${text}]`;
}

const escapeText = (text: string): string => text.replaceAll("#", "#35;").replaceAll('"', "#quot;").replaceAll("<", "#lt;");

/** Names that Mermaid takes: no character of its grammar, none of its words (`end`), no two the same. */
function mermaidNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const id of [...new Set(ids)].sort(compare)) {
    const plain = `n_${id.replaceAll(/[^A-Za-z0-9]+/g, "_")}`;
    let name = plain;
    for (let count = 2; taken.has(name); count += 1) name = `${plain}_${count}`;
    taken.add(name);
    names.set(id, name);
  }
  return names;
}
