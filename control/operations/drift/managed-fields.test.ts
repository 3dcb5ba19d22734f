import { describe, expect, test } from "@jest/globals";
import { foreignOwners, ownerOf, pathsOf } from "./managed-fields.ts";

const fieldsV1 = {
  "f:spec": { "f:replicas": {}, "f:template": { "f:spec": { "f:containers": { 'k:{"name":"server"}': { ".": {}, "f:image": {} } } } } },
};
const time = "2026-01-01T00:00:00Z";

describe("who changed what", () => {
  test("a tree of fields becomes paths", () => {
    expect(pathsOf(fieldsV1)).toEqual(["spec.replicas", "spec.template.spec.containers[name=server].image"]);
  });

  test("our own writers and the cluster's controllers are not foreign, a person is", () => {
    const managers = ["storefleet", "pulumi-resource-kubernetes", "kube-controller-manager", "kubectl-edit"];
    expect(foreignOwners(managers.map((manager) => ({ manager, time, fieldsV1 }))).map(({ manager }) => manager)).toEqual(["kubectl-edit"]);
  });

  test("a status is nobody's change", () => {
    expect(foreignOwners([{ manager: "kubectl-edit", subresource: "status", fieldsV1 }])).toEqual([]);
  });

  test("the newest owner of a field, or of something in it, is its author", () => {
    const owners = foreignOwners([
      { manager: "old", time: "2025-01-01T00:00:00Z", fieldsV1 },
      { manager: "new", time, fieldsV1 },
    ]);
    expect(ownerOf("spec.replicas", owners)?.manager).toBe("new");
    expect(ownerOf("spec.template", owners)?.manager).toBe("new");
    expect(ownerOf("spec.selector", owners)).toBeUndefined();
  });
});
