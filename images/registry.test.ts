import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, jest, test } from "@jest/globals";
import { publishedReference } from "./registry.ts";

// Processes and Azure's classes take seconds on a busy machine.
jest.setTimeout(60_000);

const reference = "storefleet.local/valkey:8.1-0123456789ab";

describe("publishedReference", () => {
  test.each([
    ["ghcr.io/acme/storefleet", "ghcr.io/acme/storefleet/valkey:8.1-0123456789ab"],
    ["localhost:5000", "localhost:5000/valkey:8.1-0123456789ab"],
  ])("keeps name and tag below %s", (registry, expected) => {
    expect(publishedReference(reference, registry)).toBe(expected);
  });

  test.each(["", "https://ghcr.io/acme", "ghcr.io/Acme", "ghcr.io/acme/", "--all", "ghcr.io/acme storefleet"])(
    "refuses when the registry is %j",
    (registry) => {
      expect(() => publishedReference(reference, registry)).toThrow(`registry ${JSON.stringify(registry)} is not allowed`);
    },
  );
});

const node = (args: readonly string[]) =>
  spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], { encoding: "utf8", env: { PATH: "/nowhere" } });

test("refuses when skopeo is not there, and says how to get it", () => {
  const registry = JSON.stringify(join(import.meta.dirname, "registry.ts"));
  const image = JSON.stringify({ file: "/nowhere.tar", reference });
  const script = `import { publishImage } from ${registry}; await publishImage(${image}, "localhost:5000");`;
  const { status, stderr } = node(["--input-type=module", "--eval", script]);
  expect([status, stderr]).toEqual([1, expect.stringContaining("skopeo is not installed; fix: apt-get install skopeo")]);
});

describe("publish.ts", () => {
  test.each([
    ["no registry is named", [], "usage: publish.ts <registry/path> [name …]"],
    ["an image is unknown", ["ghcr.io/acme", "medsua"], "unknown image medsua; use "],
  ])("refuses when %s", (_, args, message) => {
    const { status, stderr } = node([join(import.meta.dirname, "publish.ts"), ...args]);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
