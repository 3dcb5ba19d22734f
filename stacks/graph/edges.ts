/** What must exist before what. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/**
 * The fewest of the edges that still say which node must exist before which other: an edge that a longer way says already is
 * left out. Sorted; without doubles and loops.
 */
export function withoutDetours(edges: readonly Edge[]): readonly Edge[] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of edges) {
    if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
  }
  for (const from of [...next.keys()].sort()) {
    for (const to of [...(next.get(from) ?? [])].sort()) {
      next.get(from)?.delete(to);
      // One at a time: in a circle, two edges may each be a detour only as long as the other is there.
      if (!reaches(next, from, to)) next.get(from)?.add(to);
    }
  }
  return [...next.entries()]
    .flatMap(([from, targets]) => [...targets].map((to) => ({ from, to })))
    .sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
}

function reaches(next: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const target of next.get(node) ?? []) {
      if (target === to) return true;
      if (!seen.has(target)) {
        seen.add(target);
        open.push(target);
      }
    }
  }
  return false;
}

/** Order that is the same on every machine. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
