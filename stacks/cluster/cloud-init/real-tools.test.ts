import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { exampleAgent, exampleServer } from "./example.ts";
import { renderAgent, renderServer } from "./render.ts";

const server = renderServer(exampleServer);
const agent = renderAgent(exampleAgent);
const filesOf = (document: string) =>
  (parse(document) as { readonly write_files: readonly { readonly path: string; readonly content: string }[] }).write_files;

const hasTool = (tool: string) => spawnSync(tool, ["--version"]).status === 0;
const withTool = (tool: string) => (hasTool(tool) ? test : test.skip);

describe("what is rendered, before real tools", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "storefleet-cloud-init-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  withTool("cloud-init").each([
    ["server", server],
    ["agent", agent],
  ])(
    "cloud-init finds no fault in the file of the %s",
    (role, document) => {
      const path = join(folder, `${role}.yaml`);
      writeFileSync(path, document);
      const { status, stdout, stderr } = spawnSync("cloud-init", ["schema", "--config-file", path], { encoding: "utf8" });
      expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: expect.stringContaining("Valid") });
    },
    30_000,
  );

  withTool("shellcheck")(
    "shellcheck finds no fault in the scripts",
    () => {
      const scripts = filesOf(server).filter(({ path }) => path.endsWith(".sh"));
      for (const { path, content } of scripts) writeFileSync(join(folder, path.split("/").at(-1) ?? ""), content);
      const names = scripts.map(({ path }) => join(folder, path.split("/").at(-1) ?? ""));
      expect(names).toHaveLength(7);
      const { status, stdout } = spawnSync("shellcheck", ["--external-sources", "--source-path=SCRIPTDIR", ...names], { encoding: "utf8" });
      expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    },
    30_000,
  );
});
