import { ensureBinaries } from "./ensure.ts";
import { catalogOf, HOST, TEST_MODULE } from "./test-fixtures.ts";

// A process of its own for tests: fetches one file and prints where it is.
const url = process.env.TOOL_URL ?? "";
const artefact = { url, mirrorFile: "tool", checksum: { kind: "pinned", sha256: process.env.TOOL_SHA256 ?? "" } } as const;
const catalog = catalogOf({
  name: "helm",
  purpose: "cli",
  title: "Test tool",
  official: { version: "2.0.0", artefacts: { [HOST]: artefact } },
  go: { module: TEST_MODULE, package: "." },
});
const binaries = await ensureBinaries(["helm"], {
  catalog,
  platform: HOST,
  modules: process.env.TOOL_MODULES ?? "",
  go: { missing: "not in tests" },
});
console.log(binaries.get("helm")?.file);
