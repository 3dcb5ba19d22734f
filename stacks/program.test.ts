import { beforeAll, describe, expect, test } from "@jest/globals";
import type { StackOutputs } from "./program.ts";
import { deriveStoreSecrets, secretsRevision } from "./secrets.ts";
import { environmentOf } from "./stack-name.ts";
import { testConfig, testKubeconfig, testRootSecret } from "./testing/configuration.ts";
import type { Recording } from "./testing/record.ts";
import { refusal, run } from "./testing/run-program.ts";

const aurora = { name: "aurora", engine: "medusa", title: "Aurora Outdoor", adminEmail: "admin@aurora.example" };
const borealis = { name: "borealis", engine: "medusa", adminEmail: "admin@borealis.example", plan: "standard" };
const bramble = { name: "bramble", engine: "woocommerce", adminEmail: "admin@bramble.example" };

const typesAndNames = (recording: Recording<StackOutputs>, prefix: string) =>
  recording.resources
    .filter(({ name }) => name === prefix || name.startsWith(`${prefix}-`))
    .map(({ type, name }) => `${type} ${name}`)
    .sort();

const applied = {
  "pulumi.com/deletionPropagationPolicy": "background",
  "pulumi.com/patchFieldManager": "storefleet",
  "pulumi.com/patchForce": "true",
};

describe("one Medusa store", () => {
  let recorded: Recording<StackOutputs>;
  beforeAll(async () => {
    recorded = await run([aurora]);
  });

  test("is exactly these resources", () => {
    expect(typesAndNames(recorded, "aurora")).toEqual([
      "kubernetes:core/v1:LimitRange aurora-limitrange-store-limits",
      "kubernetes:core/v1:Namespace aurora-namespace-store-aurora",
      "kubernetes:core/v1:ResourceQuota aurora-resourcequota-store-quota",
      "kubernetes:core/v1:Secret aurora-secret-store-secrets",
      "kubernetes:core/v1:ServiceAccount aurora-serviceaccount-store-app",
      "kubernetes:core/v1:ServiceAccount aurora-serviceaccount-store-data",
      "kubernetes:core/v1:ServiceAccount aurora-serviceaccount-store-jobs",
      "kubernetes:helm.sh/v3:Release aurora-release",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy aurora-networkpolicy-cache",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy aurora-networkpolicy-database",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy aurora-networkpolicy-default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy aurora-networkpolicy-server",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy aurora-networkpolicy-setup",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy aurora-networkpolicy-storefront",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy aurora-networkpolicy-worker",
      "kubernetes:rbac.authorization.k8s.io/v1:Role aurora-role-store-owner",
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding aurora-rolebinding-store-owner",
      "storefleet:index:Store aurora",
    ]);
  });

  test("tells its addresses and nothing secret", async () => {
    const { outputs } = recorded;
    expect(outputs).toEqual({
      environment: "local",
      stores: {
        aurora: {
          url: "http://aurora.localhost",
          adminUrl: "http://aurora.localhost/app",
          namespace: "store-aurora",
          engine: "medusa",
          title: "Aurora Outdoor",
        },
      },
      unavailable: [],
    });
  });

  test("is created through the one provider, whose kubeconfig is a secret", async () => {
    const recording = recorded;
    expect(recording.resource("cluster")).toMatchObject({
      type: "pulumi:providers:kubernetes",
      version: "4.18.1",
      inputs: {
        kubeconfig: { secret: testKubeconfig },
        clusterIdentifier: "d5f0c6046c0bd234",
        enableServerSideApply: "true",
        upsertExistingObjects: "true",
        enableConfigMapMutable: "true",
        enableSecretMutable: "true",
        kubeClientSettings: '{"qps":500,"burst":1000}',
      },
    });
    const own = recording.resources.filter(({ name }) => name.startsWith("aurora-"));
    expect(new Set(own.map(({ provider }) => provider))).toEqual(new Set(["cluster"]));
    expect(new Set(own.map(({ version }) => version))).toEqual(new Set(["4.18.1"]));
    expect(new Set(own.map(({ parent }) => parent))).toEqual(new Set(["aurora"]));
  });

  test("has its passwords in one Secret, as secrets", async () => {
    const recording = recorded;
    expect(recording.resource("aurora-secret-store-secrets").inputs).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name: "store-secrets",
        namespace: "store-aurora",
        labels: {
          "app.kubernetes.io/name": "universal-store",
          "app.kubernetes.io/instance": "aurora",
          "app.kubernetes.io/part-of": "storefleet",
          "app.kubernetes.io/managed-by": "pulumi",
          "storefleet.dev/store": "aurora",
          "storefleet.dev/engine": "medusa",
          "storefleet.dev/owner": "platform",
          "storefleet.dev/managed-by": "declared",
        },
        annotations: applied,
      },
      type: "Opaque",
      stringData: { secret: deriveStoreSecrets(testRootSecret, { name: "aurora", engine: "medusa" }, 1) },
    });
    const plain = JSON.stringify(recording.resources.map(({ inputs }) => ({ ...inputs, stringData: "", kubeconfig: "" })));
    for (const value of Object.values(deriveStoreSecrets(testRootSecret, { name: "aurora", engine: "medusa" }, 1))) {
      expect(plain).not.toContain(value);
    }
    expect(plain).not.toContain(testRootSecret);
    expect(plain).not.toContain("kube-token");
  });

  test("runs the chart by a release that waits, with the chart's hash as description", async () => {
    const release = recorded.resource("aurora-release");
    const { values, description, ...inputs } = release.inputs;
    expect(inputs).toEqual({
      name: "aurora",
      namespace: "store-aurora",
      chart: "../charts/universal-store",
      waitForJobs: true,
      timeout: 300,
      maxHistory: 10,
      atomic: false,
      compat: "true",
    });
    expect(description).toMatch(/^chart [0-9a-f]{16}$/);
    expect(values).toMatchObject({
      engine: "medusa",
      url: "http://aurora.localhost",
      secretName: "store-secrets",
      secretsRevision: secretsRevision(testRootSecret, { name: "aurora", engine: "medusa" }, 1),
      images: { medusa: "storefleet.local/medusa:2.21.2-000000000003" },
    });
    expect(release.dependsOn).toEqual(
      expect.arrayContaining(["aurora-networkpolicy-default-deny", "aurora-resourcequota-store-quota", "aurora-secret-store-secrets"]),
    );
  });

  test("goes with its namespace, which waits for the storage class and the ingress controller's definitions", async () => {
    const recording = recorded;
    const namespace = recording.resource("aurora-namespace-store-aurora");
    expect(namespace).toMatchObject({ deletedWith: "", deleteTimeout: "5m" });
    expect(namespace.dependsOn).toEqual(
      expect.arrayContaining(["storage-class-local-path", "traefik-customresourcedefinition-ingressroutes.traefik.io"]),
    );
    const inside = recording.resources.filter(({ name }) => name.startsWith("aurora-") && name !== namespace.name);
    for (const resource of inside) {
      expect(resource.deletedWith).toBe("aurora-namespace-store-aurora");
      expect(resource.dependsOn).toContain("aurora-namespace-store-aurora");
    }
  });

  test("is applied so that leftovers are taken over and deletion cannot hang", async () => {
    const { resources } = recorded;
    const objects = resources.filter(({ name, type }) => name.startsWith("aurora-") && !type.includes("helm.sh"));
    for (const { inputs } of objects) expect((inputs.metadata as { annotations: object }).annotations).toEqual(applied);
    for (const { deleteTimeout, type } of objects) expect(deleteTimeout).toBe(type.endsWith(":Namespace") ? "5m" : "1m");
  });
});

describe("a fleet", () => {
  test("is one component per store with no password in common", async () => {
    const recording = await run([aurora, borealis]);
    expect(recording.resources.filter(({ type }) => type === "storefleet:index:Store").map(({ name }) => name)).toEqual([
      "aurora",
      "borealis",
    ]);
    expect(typesAndNames(recording, "borealis").length).toBe(typesAndNames(recording, "aurora").length);
    const passwords = ["aurora", "borealis"].flatMap((name) => {
      const { stringData } = recording.resource(`${name}-secret-store-secrets`).inputs as {
        stringData: { secret: Record<string, string> };
      };
      return Object.values(stringData.secret);
    });
    expect(new Set(passwords).size).toBe(passwords.length);
  });

  test("leaves out other environments' stores", async () => {
    const { outputs } = await run([aurora, { ...borealis, environments: ["prod"] }]);
    expect(Object.keys(outputs.stores)).toEqual(["aurora"]);
  });

  test("protects every resource of a store with deletionProtection, and only those", async () => {
    const { resources } = await run([{ ...aurora, deletionProtection: true }, borealis]);
    const protectedNames = resources.filter(({ protect }) => protect).map(({ name }) => name);
    expect(protectedNames.sort()).toEqual(
      resources
        .map(({ name }) => name)
        .filter((name) => name.split("-")[0] === "aurora")
        .sort(),
    );
    expect(protectedNames.length).toBeGreaterThan(10);
  });

  test("lists a store whose images are missing instead of running it", async () => {
    const recording = await run([aurora, bramble]);
    expect(recording.outputs.unavailable).toEqual([
      { name: "bramble", engine: "woocommerce", reason: "images missing: mariadb, woocommerce" },
    ]);
    expect(Object.keys(recording.outputs.stores)).toEqual(["aurora"]);
    expect(typesAndNames(recording, "bramble")).toEqual([]);
  });

  test("refuses when images are required and missing, before anything is registered", async () => {
    expect(await refusal([aurora, bramble], testConfig({ "storefleet:requireImages": "true" }))).toBe(
      "MissingImages: 1 store cannot run here:\n  - bramble (woocommerce): images missing: mariadb, woocommerce\n" +
        "Name the images in storefleet:images, or take the environment out of the stores' environments.",
    );
  });

  test("refuses when a store is wrong, before anything is registered", async () => {
    expect(await refusal([{ ...aurora, engine: "magento" }])).toContain("aurora: engine must name an engine");
  });

  test("refuses when the configuration is wrong, before anything is registered", async () => {
    expect(await refusal([aurora], testConfig({ "storefleet:scheme": "ftp" }))).toContain('storefleet:scheme is not allowed; got "ftp"');
  });
});

test("without the chart only guardrails and Secret are left", async () => {
  const { resources } = await run([aurora], testConfig(), "local", { guardrailsOnly: true });
  expect(resources.filter(({ type }) => type.includes("helm.sh"))).toEqual([]);
  expect(resources.filter(({ name }) => name.startsWith("aurora-"))).toHaveLength(16);
});

test("environmentOf is the part before the first dot", () => {
  expect(["local", "local.shop", "prod.a.b"].map(environmentOf)).toEqual(["local", "local", "prod"]);
});
