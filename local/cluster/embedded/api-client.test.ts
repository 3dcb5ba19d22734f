import { expect, test } from "@jest/globals";
import { objectPath } from "./api-client.ts";
import { calicoDefinitions, calicoObjects } from "./calico-objects.ts";
import { embeddedLayout } from "./layout.ts";
import { localPathObjects } from "./local-path-objects.ts";

const layout = embeddedLayout();

test("every object that is applied has its path in the API", () => {
  const objects = [
    ...calicoDefinitions().slice(0, 1),
    ...calicoObjects(layout, "felix:1"),
    ...localPathObjects(layout, { provisioner: "provisioner:1", helper: "helper:1" }),
  ];
  const rbac = "/apis/rbac.authorization.k8s.io/v1";
  expect(objects.map(objectPath)).toEqual([
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/bgpconfigurations.crd.projectcalico.org",
    "/api/v1/namespaces/kube-system/serviceaccounts/calico-node",
    `${rbac}/clusterroles/calico-node`,
    `${rbac}/clusterrolebindings/calico-node`,
    `${rbac}/clusterroles/calico-cni-plugin`,
    `${rbac}/clusterrolebindings/calico-cni-plugin`,
    "/apis/crd.projectcalico.org/v1/clusterinformations/default",
    "/apis/crd.projectcalico.org/v1/ippools/default-ipv4",
    "/apis/crd.projectcalico.org/v1/felixconfigurations/default",
    "/apis/apps/v1/namespaces/kube-system/daemonsets/calico-felix",
    "/api/v1/namespaces/local-path-storage",
    "/api/v1/namespaces/local-path-storage/serviceaccounts/local-path-provisioner-service-account",
    `${rbac}/clusterroles/local-path-provisioner`,
    `${rbac}/clusterrolebindings/local-path-provisioner`,
    `${rbac}/namespaces/local-path-storage/roles/local-path-provisioner`,
    `${rbac}/namespaces/local-path-storage/rolebindings/local-path-provisioner`,
    "/apis/storage.k8s.io/v1/storageclasses/local-path",
    "/api/v1/namespaces/local-path-storage/configmaps/local-path-config",
    "/apis/apps/v1/namespaces/local-path-storage/deployments/local-path-provisioner",
  ]);
});

test("the storage class is the default one and keeps volumes in our folder", () => {
  const objects = localPathObjects(layout, { provisioner: "provisioner:1", helper: "helper:1" });
  expect(objects.find(({ kind }) => kind === "StorageClass")?.metadata.annotations).toEqual({
    "storageclass.kubernetes.io/is-default-class": "true",
  });
  const data = objects.find(({ kind }) => kind === "ConfigMap")?.data as Record<string, string>;
  expect(JSON.parse(data["config.json"]!)).toEqual({
    nodePathMap: [{ node: "DEFAULT_PATH_FOR_NON_LISTED_NODES", paths: ["/var/lib/storefleet/volumes"] }],
  });
});
