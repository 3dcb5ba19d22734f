import { describe, expect, test } from "@jest/globals";
import { testConfig } from "./testing/configuration.ts";
import { refusal, run } from "./testing/run-program.ts";

const aurora = { name: "aurora", engine: "medusa", title: "Aurora Outdoor", adminEmail: "admin@aurora.example" };
const borealis = { name: "borealis", engine: "medusa", adminEmail: "admin@borealis.example", plan: "standard" };

describe("a self-service stack", () => {
  const config = testConfig({ "storefleet:store": JSON.stringify(borealis) });

  test("holds its one store, labelled as the control plane's, and no add-on", async () => {
    const recording = await run([aurora], config, "local.borealis");
    expect(recording.outputs).toMatchObject({ environment: "local", stores: { borealis: { url: "http://borealis.localhost" } } });
    expect(recording.resources.filter(({ type }) => type.startsWith("storefleet:")).map(({ name }) => name)).toEqual(["borealis"]);
    expect(recording.resource("borealis-namespace-store-borealis")).toMatchObject({
      dependsOn: ["storage-class-local-path"],
      inputs: { metadata: { labels: { "storefleet.dev/managed-by": "control-plane" } } },
    });
  });

  test("refuses when its store is missing from the configuration", async () => {
    expect(await refusal([aurora], testConfig(), "local.borealis")).toContain("storefleet:store is missing");
  });

  test("refuses when an environment's stack has a store in its configuration", async () => {
    expect(await refusal([aurora], config, "local")).toContain("storefleet:store is set");
  });

  test("refuses when the store is wrong", async () => {
    const wrong = testConfig({ "storefleet:store": JSON.stringify({ ...borealis, plan: "huge" }) });
    expect(await refusal([], wrong, "local.borealis")).toContain('borealis: plan has an unknown value; got "huge"');
  });
});
