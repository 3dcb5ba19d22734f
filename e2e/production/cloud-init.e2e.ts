import { readdirSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { exampleAgent, exampleServer } from "../../stacks/cluster/cloud-init/example.ts";
import { renderAgent, renderServer } from "../../stacks/cluster/cloud-init/render.ts";
import { Machine } from "./machine.ts";
import { ensureTools, must } from "./tools.ts";

let machine: Machine;
beforeAll(() => ensureTools("cloud-init", "shellcheck"));
beforeEach(() => {
  machine = new Machine(renderServer(exampleServer));
});
afterEach(() => machine.remove());

describe("cloud-init", () => {
  test.each([
    ["server", renderServer(exampleServer)],
    ["agent", renderAgent(exampleAgent)],
  ])("the real tool finds no fault in the file of the %s", (_, document) => {
    machine.write("/test/cloud.yaml", document, 0o600);
    expect(must("cloud-init", "schema", "--config-file", machine.path("/test/cloud.yaml"))).toContain("Valid");
  });

  test("shellcheck finds no fault in any script", () => {
    const scripts = readdirSync(machine.path("/usr/local/lib/storefleet")).map((name) => machine.path(`/usr/local/lib/storefleet/${name}`));
    expect(must("shellcheck", "--external-sources", "--source-path=SCRIPTDIR", ...scripts)).toBe("");
  });
});
