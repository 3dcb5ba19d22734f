import { beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { program, type StackOutputs } from "../program.ts";
import { deriveSecret } from "../secrets.ts";
import { medusaImages, testConfig, testRootSecret, testSecretKeys } from "../testing/configuration.ts";
import { type Recording, record } from "../testing/record.ts";

describe("the control plane in an environment", () => {
  const images = { ...medusaImages, "control-plane": "storefleet.local/control-plane:0.1.0-000000000007" };
  const aurora = { name: "aurora", engine: "medusa", adminEmail: "admin@aurora.example" };
  const run = (addOns: object, changes: Record<string, string> = {}): Promise<Recording<StackOutputs>> =>
    record(() => program({ declared: [aurora] }), {
      stack: "local",
      config: testConfig({ "storefleet:images": JSON.stringify(images), "storefleet:addOns": JSON.stringify(addOns), ...changes }),
      secretKeys: testSecretKeys,
    });
  let recorded: Recording<StackOutputs>;
  beforeAll(async () => {
    recorded = await run({ platform: true, controlPlane: "running" });
  });
  const inputs = (name: string) => recorded.resource(name).inputs;
  const stateful = "control-plane-statefulset-control-plane-database";

  test("its Secret is derived, encrypted in the state, and nowhere else", () => {
    const derived = (key: string) => deriveSecret(testRootSecret, { store: "_platform", key, version: 1 }, "password32");
    const keys = ["database-password", "session-secret", "passphrase"];
    expect(inputs("control-plane-secret-control-plane").stringData).toEqual({
      secret: Object.fromEntries(keys.map((key) => [key, derived(key)])),
    });
    const others = recorded.resources.filter(({ name }) => name !== "control-plane-secret-control-plane");
    for (const key of keys) expect(JSON.stringify(others)).not.toContain(derived(key));
  });

  test("its ConfigMap says what self-service stores are made with, and shows the declared fleet", () => {
    const { data } = inputs("control-plane-configmap-control-plane") as { data: Record<string, string> };
    expect(JSON.parse(data["settings.json"] ?? "")).toEqual({
      environment: "local",
      address: { baseDomain: "localhost", scheme: "http" },
      url: "http://dashboard.localhost",
      images,
      ingress: "traefik-internal.traefik.svc",
      version: images["control-plane"],
    });
    expect(parse(data["environment.yaml"] ?? "")).toEqual({
      config: {
        "storefleet:baseDomain": "localhost",
        "storefleet:cluster": "existing",
        "storefleet:imagePullSecrets": [],
        "storefleet:images": images,
        "storefleet:ingress": { install: false, namespace: "traefik" },
        "storefleet:orchestratorAccess": true,
        "storefleet:podSecurityVersion": "v1.36",
        "storefleet:requireImages": true,
        "storefleet:scheme": "http",
        "storefleet:secretsVersion": 1,
        "storefleet:storageClass": "local-path",
      },
    });
    expect(data["stores.mjs"]).toMatch(/^export default \[\{"name":"aurora".*\];\n$/);
  });

  test("waits for its account, its bounds and the ingress's definitions, and sees the declared stores", () => {
    const { dependsOn } = recorded.resource("control-plane-deployment-control-plane");
    expect(dependsOn).toEqual(
      expect.arrayContaining([
        "platform-serviceaccount-orchestrator",
        "platform-validatingadmissionpolicy-storefleet-namespaces",
        "control-plane-networkpolicy-default-deny",
        "control-plane-secret-control-plane",
        stateful,
      ]),
    );
    expect(inputs("aurora-rolebinding-storefleet-store-viewer")).toMatchObject({ roleRef: { name: "storefleet-store-viewer" } });
  });

  test("stopped, it has no pods, and everything else stays", async () => {
    const names = ({ resources }: Recording<StackOutputs>) => resources.map(({ name }) => name).sort();
    const stopped = await run({ platform: true, controlPlane: "stopped" });
    expect(names(stopped)).toEqual(names(recorded));
    expect(stopped.resource("control-plane-deployment-control-plane").inputs.spec).toMatchObject({ replicas: 0 });
    expect(stopped.resource(stateful).inputs.spec).toMatchObject({ replicas: 0 });
    expect(inputs("control-plane-deployment-control-plane").spec).toMatchObject({ replicas: 2 });
    expect(inputs(stateful).spec).toMatchObject({ replicas: 1 });
  });

  test("there is none where nobody asks for it, and nothing in the stores knows of it", async () => {
    const names = (await run({ platform: true })).resources.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("control-plane") || name.startsWith("aurora-rolebinding-storefleet"))).toEqual([]);
  });

  test.each([
    [
      "the account and its policies are left out",
      { controlPlane: "running", platform: false },
      images,
      "needs the account and the policies",
    ],
    ["its image is not named", { controlPlane: "running", platform: true }, medusaImages, "needs images.control-plane"],
    ["it is neither running nor stopped", { controlPlane: "paused" }, images, "addOns.controlPlane"],
  ])("refuses when %s", async (_, addOns, given, message) => {
    await expect(run(addOns, { "storefleet:images": JSON.stringify(given) })).rejects.toThrow(message);
  });
});
