import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Edge, withoutDetours } from "./edges.ts";

const edge = (from: string, to: string): Edge => ({ from, to });
const node = fc.constantFrom("a", "b", "c", "d", "e", "f");
const anyEdges = fc.array(fc.record({ from: node, to: node }), { maxLength: 20 });

function reachable(edges: readonly Edge[]): readonly string[] {
  const pairs = new Set(edges.filter(({ from, to }) => from !== to).map(({ from, to }) => `${from}${to}`));
  for (let size = -1; size !== pairs.size; ) {
    size = pairs.size;
    for (const first of [...pairs]) {
      for (const second of [...pairs]) if (first[1] === second[0] && first[0] !== second[1]) pairs.add(`${first[0]}${second[1]}`);
    }
  }
  return [...pairs].sort();
}

describe("withoutDetours", () => {
  test("leaves out what a longer way says already", () => {
    expect(withoutDetours([edge("group", "disk"), edge("disk", "vm"), edge("group", "vm")])).toEqual([
      edge("disk", "vm"),
      edge("group", "disk"),
    ]);
  });

  test("leaves out loops and doubles", () => {
    expect(withoutDetours([edge("a", "a"), edge("a", "b"), edge("a", "b")])).toEqual([edge("a", "b")]);
  });

  test("says the same about what must exist before what", () => {
    fc.assert(fc.property(anyEdges, (edges) => expect(reachable(withoutDetours(edges))).toEqual(reachable(edges))));
  });

  test("has no edge that could be left out", () => {
    fc.assert(
      fc.property(anyEdges, (edges) => {
        const kept = withoutDetours(edges);
        for (const one of kept) expect(reachable(kept.filter((other) => other !== one))).not.toEqual(reachable(kept));
      }),
    );
  });

  test("does not depend on the order of its input", () => {
    fc.assert(fc.property(anyEdges, (edges) => expect(withoutDetours([...edges].reverse())).toEqual(withoutDetours(edges))));
  });
});
