import { describe, expect, test } from "@jest/globals";
import { pathKeys, propertyChanges } from "./property-changes.ts";

describe("pathKeys", () => {
  test.each<[string, (string | number)[]]>([
    ["spec.hard.pods", ["spec", "hard", "pods"]],
    ["spec.rules[0].host", ["spec", "rules", 0, "host"]],
    ['metadata.annotations["a.b/c"]', ["metadata", "annotations", "a.b/c"]],
    ['data["with \\"quotes\\""].x', ["data", 'with "quotes"', "x"]],
    ["[3]", [3]],
  ])("splits %s", (path, keys) => {
    expect(pathKeys(path)).toEqual(keys);
  });
});

describe("propertyChanges", () => {
  const change = (inputDiff: boolean) =>
    propertyChanges({
      type: "kubernetes:core/v1:ConfigMap",
      detailedDiff: { "data.a": { diffKind: "update", inputDiff } } as never,
      old: { inputs: { data: { a: "input" } }, outputs: { data: { a: "live" } } } as never,
      new: { inputs: { data: { a: "wanted" } } } as never,
    });

  test("compares with the old input, or with the live object where that is what differs", () => {
    expect(change(true)[0]).toMatchObject({ old: "input", new: "wanted" });
    expect(change(false)[0]).toMatchObject({ old: "live", new: "wanted" });
  });

  test("cuts long values and names unknown ones", () => {
    const [found] = propertyChanges({
      type: "kubernetes:core/v1:ConfigMap",
      detailedDiff: { "data.a": { diffKind: "update", inputDiff: true } } as never,
      old: { inputs: { data: { a: "x".repeat(1000) } } } as never,
      new: { inputs: {} } as never,
    });
    expect(found?.old).toHaveLength(301);
    expect(found?.new).toBe("(unknown until applied)");
  });
});
