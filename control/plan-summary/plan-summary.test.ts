import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { checkBudget } from "./plan-budget.ts";
import { eventsOfText, planOfChanges, planOfEvents } from "./plan-change.ts";
import { planMarkdown } from "./plan-markdown.ts";
import { summarizePlan } from "./plan-summary.ts";

/** Events that a real engine gave; the resources' own inputs and outputs are left out. */
const recorded = (name: string) => eventsOfText(readFileSync(join(__dirname, "recorded", `${name}.jsonl`), "utf8"));
const summaryOf = (name: string) => summarizePlan(planOfEvents(recorded(name)));

/** A step as the engine tells it, of a resource that no recording has: there is no Azure here. */
const step = (op: string, type: string, name: string, more: object = {}) => ({
  resourcePreEvent: {
    metadata: {
      op,
      urn: `urn:pulumi:prod::storefleet::storefleet:index:AzureK3s$${type}::${name}`,
      type,
      old: { custom: true, parent: "urn:pulumi:prod::storefleet::storefleet:index:AzureK3s::azure" },
      ...more,
    },
  },
});
const done = { summaryEvent: { result: "succeeded" } };

describe("recorded previews", () => {
  test("a new title and another store", () => {
    expect(summaryOf("new-title-and-new-store")).toEqual({
      stores: [
        { name: "alpha", action: "restart", dataLoss: false, changes: ["description", "store.title"] },
        { name: "bellis", action: "create", dataLoss: false, changes: [] },
      ],
      platform: [],
      complete: true,
    });
    expect(checkBudget(summaryOf("new-title-and-new-store"))).toEqual([]);
  });

  test("a larger plan restarts the store and changes its guardrails", () => {
    const [alpha] = summaryOf("larger-plan").stores;
    expect(alpha).toMatchObject({ name: "alpha", action: "restart", dataLoss: false });
    expect(alpha?.changes).toEqual(expect.arrayContaining(["resources.server.limits.memory", "ResourceQuota", "LimitRange"]));
  });

  test("a new owner alone restarts nothing", () => {
    const events = recorded("new-owner").map((event) => {
      const text = JSON.stringify(event);
      // The chart and the title differed too while this was recorded.
      return JSON.parse(text.replace(/"description":\{[^}]*\},?/, "").replace(/,?"values\.store\.title":\{[^}]*\}/, "")) as unknown;
    });
    expect(summarizePlan(planOfEvents(events)).stores).toEqual([
      expect.objectContaining({
        name: "alpha",
        action: "update",
        dataLoss: false,
        changes: expect.arrayContaining(["store.owner", "Namespace"]),
      }),
    ]);
  });

  test("a store that is taken out loses its data, and needs to be allowed", () => {
    const summary = summaryOf("removed-and-new-store");
    expect(summary.stores).toEqual([
      { name: "alpha", action: "destroy", dataLoss: true, changes: [] },
      { name: "bellis", action: "create", dataLoss: false, changes: [] },
    ]);
    expect(checkBudget(summary)).toEqual([
      "1 store would be destroyed with their data (alpha), but 0 may be; if that is meant, allow it: --max-destroyed 1",
    ]);
    expect(checkBudget(summary, { maxDestroyed: 1 })).toEqual([]);
  });

  test("another cluster replaces everything: no budget allows what is lost with the definitions", () => {
    const summary = summaryOf("other-cluster");
    expect(summary.stores).toEqual([{ name: "alpha", action: "replace", dataLoss: true, changes: [] }]);
    const refusals = checkBudget(summary, { maxReplaced: 1 });
    expect(refusals).toContain(
      "CustomResourceDefinition traefik-customresourcedefinition-ingressroutes.traefik.io would be replaced, and with it every object of that kind in the cluster; this is never allowed here",
    );
    expect(checkBudget(summary)[0]).toContain("1 store would be replaced and lose their data (alpha), but 0 may be");
  });
});

describe("the platform", () => {
  const refusals = (...events: object[]) =>
    checkBudget(summarizePlan(planOfEvents([...events, done])), { maxDestroyed: 99, maxReplaced: 99 });

  test.each([
    [
      "delete",
      "azure-native:compute:Disk",
      "azure-disk-storefleet-prod-server",
      "Disk azure-disk-storefleet-prod-server would be deleted, and with it the cluster's datastore and the volumes of every store on that machine",
    ],
    ["replace", "azure-native:compute:Disk", "azure-disk-storefleet-prod-server", "would be replaced, and with it the cluster's datastore"],
    ["delete", "azure-native:dns:Zone", "azure-zone", "the name servers that the registrar knows"],
    ["replace", "azure-native:network:PublicIPAddress", "azure-address-server", "the address that every shop's name points to"],
    ["delete", "azure-native:keyvault:Vault", "azure-vault", "the keys and tokens of the machines and of the state"],
    ["delete", "azure-native:keyvault:Key", "azure-state-key", "the key that the state is encrypted with"],
    ["delete", "azure-native:storage:StorageAccount", "azure-snapshots", "the copies of the cluster's snapshots"],
    ["delete", "azure-native:dataprotection:BackupVault", "azure-backup-vault", "the backups of the data disks"],
    ["replace", "azure-native:containerservice:ManagedCluster", "azure-cluster", "the cluster with every store"],
  ])("refuses when a preview would %s %s", (op, type, name, loss) => {
    expect(refusals(step(op, type, name))).toEqual([expect.stringContaining(loss)]);
  });

  test.each([
    ["a machine is replaced", step("replace", "azure-native:compute:VirtualMachine", "azure-server")],
    ["an agent's way out goes", step("delete", "azure-native:network:PublicIPAddress", "azure-address-agent-1")],
    ["a disk grows", step("update", "azure-native:compute:Disk", "azure-disk-storefleet-prod-server")],
  ])("allows when %s", (_, event) => {
    expect(refusals(event)).toEqual([]);
  });

  test("a replaced machine is told as what it is", () => {
    const summary = summarizePlan(planOfEvents([step("replace", "azure-native:compute:VirtualMachine", "azure-server"), done]));
    expect(planMarkdown(summary, [], "prod")).toContain(
      "- A machine is replaced: its stores are down for some minutes, their data stays on its disk.",
    );
  });
});

describe("a preview that did not finish", () => {
  test.each([
    ["it failed", [{ summaryEvent: { result: "failed" } }]],
    ["it was cut off", []],
  ])("is refused when %s", (_, events) => {
    expect(checkBudget(summarizePlan(planOfEvents(events)))).toEqual(["the preview did not finish, so nobody knows what would happen"]);
  });

  test("is refused when something is no event", () => {
    expect(() => planOfEvents([{ resourcePreEvent: { metadata: { op: 1 } } }])).toThrow(
      "event 1 is not one of the engine's: resourcePreEvent.metadata.op",
    );
  });
});

test("a budget is a whole number from 0", () => {
  const summary = summarizePlan({ changes: [], complete: true });
  expect(() => checkBudget(summary, { maxDestroyed: -1 })).toThrow("maxDestroyed is -1; allowed: a whole number from 0");
  expect(() => checkBudget(summary, { maxReplaced: Number.NaN })).toThrow("maxReplaced is NaN");
});

test("an operation's own report says the same as its events", () => {
  const changes = [
    { op: "delete", store: "alpha", kind: "Namespace", name: "store-alpha", properties: [] },
    { op: "same", store: "bellis", kind: "Namespace", name: "store-bellis", properties: [] },
    { op: "update", store: "bellis", kind: "Release", name: "bellis", properties: [{ path: "values.images.medusa" }] },
  ] as const;
  expect(summarizePlan(planOfChanges(changes)).stores).toEqual([
    { name: "alpha", action: "destroy", dataLoss: true, changes: [] },
    { name: "bellis", action: "restart", dataLoss: false, changes: ["images.medusa"] },
  ]);
});

describe("planMarkdown", () => {
  test("is a table with one line for each store, and the refusals", () => {
    const summary = summaryOf("removed-and-new-store");
    expect(planMarkdown(summary, checkBudget(summary), "prod")).toBe(
      [
        "<!-- storefleet-plan -->",
        "### Plan for `prod`",
        "",
        "| store | action | data | what differs |",
        "| --- | --- | --- | --- |",
        "| `alpha` | **destroy** | **lost** |  |",
        "| `bellis` | create | kept |  |",
        "",
        "**Refused:**",
        "- 1 store would be destroyed with their data (alpha), but 0 may be; if that is meant, allow it: --max-destroyed 1",
        "",
      ].join("\n"),
    );
  });

  test("says so when nothing changes", () => {
    expect(planMarkdown(summarizePlan(planOfEvents([done])), [], "prod")).toContain("\nNothing changes.\n");
  });

  test("names some of many values", () => {
    const changes = Array.from({ length: 9 }, (_, index) => `values.resources.part${index}`);
    const markdown = planMarkdown(
      summarizePlan({ complete: true, changes: [{ op: "update", store: "a", kind: "Release", name: "a", paths: changes }] }),
      [],
      "prod",
    );
    expect(markdown).toContain("`resources.part5`, and 3 more |");
  });

  test("lets no value of a plan become markup", () => {
    const paths = ["values.x`|\n# title"];
    const markdown = planMarkdown(
      summarizePlan({ complete: true, changes: [{ op: "update", store: "a", kind: "Release", name: "a", paths }] }),
      [],
      "prod",
    );
    expect(markdown).toContain("`x   # title`");
  });
});

describe("main.ts", () => {
  const run = (...args: string[]) => spawnSync("node", [join(__dirname, "main.ts"), ...args], { encoding: "utf8" });
  const events = join(__dirname, "recorded", "removed-and-new-store.jsonl");

  test("ends with 1 when the plan is over its budget, with 0 within it, with 2 when it cannot tell", () => {
    const over = run(events, "--environment", "prod");
    expect([over.status, over.stdout.split("\n")[1]]).toEqual([1, "### Plan for `prod`"]);
    expect(run(events, "--environment", "prod", "--max-destroyed", "1").status).toBe(0);
    const lost = run(events);
    expect([lost.status, lost.stderr]).toEqual([2, expect.stringContaining("usage: main.ts <events> --environment <name>")]);
    expect(run("missing.jsonl", "--environment", "prod").status).toBe(2);
  });
});
