import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, jest, test } from "@jest/globals";

// Processes and Azure's classes take seconds on a busy machine.
jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "storefleet-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function storefleet(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "main.ts"), ...args],
    // State of the machine must not matter.
    { encoding: "utf8", env: { PATH: "/nowhere", STOREFLEET_STATE: folder, ...environment } },
  );
  return { status, stdout, stderr };
}

describe("graph", () => {
  test("draws production without cloud, cluster or passphrase", () => {
    const { status, stdout } = storefleet(["graph", "prod"]);
    expect([status, stdout.split("\n")[0]]).toEqual([0, "flowchart LR"]);
    expect(stdout).toContain('n_cluster_Disk[("Disk")]');
  });

  test("draws each resource by --all, and the stores of another file", () => {
    const stores = join(folder, "stores.ts");
    writeFileSync(stores, 'export default [{ name: "flora", engine: "medusa", adminEmail: "a@flora.example", environments: ["prod"] }];\n');
    const { stdout } = storefleet(["graph", "prod", "--all", "--stores", stores, "--json"]);
    const { environment, mermaid } = JSON.parse(stdout) as { environment: string; mermaid: string };
    expect(environment).toBe("prod");
    expect(mermaid).toContain("Release<br/>flora-release");
  });

  test.each([
    ["the environment is unknown", ["graph", "nope"], "there is no environment nope"],
    ["the environment's name cannot be one", ["graph", "../prod"], 'environment "../prod" is not allowed'],
    ["the stores cannot be read", ["graph", "prod", "--stores", "/nowhere.ts"], "/nowhere.ts cannot be read"],
  ])("refuses when %s", (_, args, message) => {
    const { status, stderr } = storefleet(args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe("preview --summary", () => {
  test.each([
    ["a budget is no whole number", ["--max-destroyed", "-1"], "allowed: a whole number from 0."],
    ["production would be previewed with another fleet", ["--stores", "other.ts"], "without --stores"],
    ["pulumi is not there", [], "pulumi cannot be started"],
  ])("refuses when %s", (_, args, message) => {
    const { status, stderr } = storefleet(["preview", "-e", "prod", "--summary", ...args]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test("says what pulumi said when it ends before it plans", () => {
    writeFileSync(join(folder, "pulumi"), "#!/bin/sh\necho 'error: no stack named prod' >&2\nexit 255\n", { mode: 0o755 });
    const { status, stderr } = storefleet(["preview", "-e", "prod", "--summary"], { PATH: folder });
    expect([status, stderr]).toEqual([2, expect.stringContaining("ended with 255:\nerror: no stack named prod")]);
  });
});

test("refuses when the control plane is to run somewhere else than in the background or in the cluster", () => {
  const { status, stderr } = storefleet(["up", "--control-plane", "elsewhere"]);
  expect([status, stderr]).toEqual([2, expect.stringContaining("Allowed choices are background, in-cluster")]);
});

test("refuses when an environment's configuration is not complete, and names the key", () => {
  const { status, stderr } = storefleet(["status", "-e", "prod"]);
  expect([status, stderr]).toEqual([2, expect.stringContaining("storefleet:baseDomain")]);
});
