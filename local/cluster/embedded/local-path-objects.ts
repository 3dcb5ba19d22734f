import { stringify } from "yaml";
import { clusterRole, clusterRoleBinding, type KubeObject, rule } from "./kube-object.ts";
import { type EmbeddedLayout, storageClass } from "./layout.ts";

/** After deploy/local-path-storage.yaml of github.com/rancher/local-path-provisioner v0.0.30. */
const namespace = "local-path-storage";
const name = "local-path-provisioner";
/** The provisioner gives this account to its helper pods unless told otherwise. */
const account = "local-path-provisioner-service-account";

/** The provisioner of persistent volumes, whose class is the default one. */
export function localPathObjects(
  layout: EmbeddedLayout,
  images: { readonly provisioner: string; readonly helper: string },
): readonly KubeObject[] {
  const labels = { app: name };
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      // Its helper pods mount a folder of the host.
      metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "privileged" } },
    },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: account, namespace } },
    clusterRole(name, [
      rule("", ["nodes", "persistentvolumeclaims", "configmaps", "pods", "pods/log"], ["get", "list", "watch"]),
      rule("", ["persistentvolumes"], ["get", "list", "watch", "create", "patch", "update", "delete"]),
      rule("", ["events"], ["create", "patch"]),
      rule("storage.k8s.io", ["storageclasses"], ["get", "list", "watch"]),
    ]),
    clusterRoleBinding(name, name, { kind: "ServiceAccount", name: account, namespace }),
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: { name, namespace },
      rules: [rule("", ["pods"], ["get", "list", "watch", "create", "patch", "update", "delete"])],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name, namespace },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: [{ kind: "ServiceAccount", name: account, namespace }],
    },
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: storageClass, annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: "rancher.io/local-path",
      volumeBindingMode: "WaitForFirstConsumer",
      reclaimPolicy: "Delete",
      // These volumes are folders without a limit: a larger claim is met already, and a store may change to a larger plan.
      allowVolumeExpansion: true,
    },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "local-path-config", namespace },
      data: {
        "config.json": JSON.stringify({ nodePathMap: [{ node: "DEFAULT_PATH_FOR_NON_LISTED_NODES", paths: [layout.volumes] }] }),
        setup: '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
        teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
        "helperPod.yaml": stringify(helperPod(images.helper)),
      },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: account,
            containers: [
              {
                name,
                image: images.provisioner,
                imagePullPolicy: "IfNotPresent",
                command: ["/local-path-provisioner", "start", "--config", "/etc/config/config.json"],
                env: [
                  { name: "POD_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
                  { name: "CONFIG_MOUNT_PATH", value: "/etc/config/" },
                ],
                securityContext: {
                  runAsNonRoot: true,
                  runAsUser: 65532,
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ["ALL"] },
                },
                volumeMounts: [{ name: "config", mountPath: "/etc/config/" }],
              },
            ],
            volumes: [{ name: "config", configMap: { name: "local-path-config" } }],
          },
        },
      },
    },
  ];
}

function helperPod(image: string) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "helper-pod" },
    spec: {
      priorityClassName: "system-node-critical",
      tolerations: [{ key: "node.kubernetes.io/disk-pressure", operator: "Exists", effect: "NoSchedule" }],
      terminationGracePeriodSeconds: 0,
      containers: [{ name: "helper-pod", image, imagePullPolicy: "IfNotPresent" }],
    },
  };
}
