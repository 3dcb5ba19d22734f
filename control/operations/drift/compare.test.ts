import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { differences } from "./compare.ts";

describe("what was changed", () => {
  test("a value that differs is named with its path", () => {
    expect(differences({ spec: { replicas: 1 } }, { spec: { replicas: 0 } })).toEqual([{ path: "spec.replicas", wanted: 1, found: 0 }]);
  });

  test("what the API server adds by default is no difference", () => {
    expect(differences({ spec: { replicas: 1 } }, { spec: { replicas: 1, strategy: { type: "RollingUpdate" } } })).toEqual([]);
  });

  test("named elements are compared by name, in any order, and an extra one is a difference", () => {
    const wanted = {
      containers: [
        { name: "a", image: "a:1" },
        { name: "b", image: "b:1" },
      ],
    };
    const found = { containers: [{ name: "b", image: "b:2" }, { name: "a", image: "a:1" }, { name: "c" }] };
    expect(differences(wanted, found)).toEqual([
      { path: "containers[name=b].image", wanted: "b:1", found: "b:2" },
      { path: "containers[name=c]", wanted: undefined, found: { name: "c" } },
    ]);
  });

  test("a rule that was added to a list without names is a difference", () => {
    expect(differences({ egress: [{ to: 1 }] }, { egress: [{ to: 1 }, {}] })).toHaveLength(1);
  });

  test.each([
    ["1", "1000m"],
    ["1Gi", "1024Mi"],
    ["0.5", "500m"],
  ])("%s and %s are one quantity", (wanted, found) => {
    expect(differences({ cpu: wanted }, { cpu: found })).toEqual([]);
    expect(differences({ cpu: wanted }, { cpu: "7" })).toHaveLength(1);
  });

  test("nothing differs from itself, whatever it is", () => {
    fc.assert(fc.property(fc.json(), (json) => expect(differences(JSON.parse(json), JSON.parse(json))).toEqual([])));
  });
});
