import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { releaseValuesSchema } from "../constructs/release-values.ts";
import { sampleStore } from "../constructs/testing/sample.ts";
import { schemaPath, valuesJsonSchema } from "./generate.ts";
import { ensureHelm } from "./testing/ensure-helm.ts";
import { chartPath, lint, render, renderNotes, type TestValues } from "./testing/helm.ts";

ensureHelm();

const read = (name: string) => readFileSync(join(chartPath, name), "utf8");
const filesBelow = (folder: string) =>
  readdirSync(join(chartPath, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(chartPath, join(entry.parentPath, entry.name)));

test("values.schema.json is what charts/generate.ts writes", () => {
  expect(readFileSync(schemaPath, "utf8")).toBe(valuesJsonSchema());
});

describe.each(["values-local.yaml", "values-prod.yaml"])("the example %s", (name) => {
  const values = { ...parse(read("values.yaml")), ...parse(read(name)) } as TestValues;

  test("is complete and valid", () => {
    expect(releaseValuesSchema.safeParse(values).error).toBeUndefined();
    expect(render(values).length).toBeGreaterThan(0);
  });

  test("passes helm lint", () => {
    const { status, output } = lint(name);
    expect(output).not.toMatch(/\[(ERROR|WARNING)\]/);
    expect(status).toBe(0);
  });

  test("has the sizes of its plan", () => {
    const { plan } = values.store as unknown as { plan: "starter" };
    expect(values.resources).toEqual(sampleStore({ engine: values.engine as "medusa", plan }).values.resources);
  });

  test("explains every value", () => {
    const lines = read(name).split("\n");
    const bare = lines.filter(
      (line, index) => /^ *[a-zA-Z]+: \S/.test(line) && !/^ *(requests|limits):/.test(line) && !/^ *# -- /.test(lines[index - 1] ?? ""),
    );
    expect(bare).toEqual([]);
  });
});

test("values.yaml alone is refused with what is missing", () => {
  const defaults = parse(read("values.yaml")) as Record<string, unknown>;
  expect(Object.keys(defaults)).toEqual(["imagePullPolicy", "imagePullSecrets", "secretName"]);
});

describe("files", () => {
  test.each(filesBelow("templates"))("%s has one object and at most 120 lines", (name) => {
    const text = read(name);
    expect(text.split("\n").length).toBeLessThanOrEqual(121);
    expect(text.match(/^kind: /gm)?.length ?? 0).toBe(name.endsWith(".yaml") && name !== "templates/requirements.yaml" ? 1 : 0);
    expect(text).not.toMatch(/^---/m);
  });

  test.each(filesBelow("files").filter((name) => name.endsWith(".sh")))("%s is a POSIX script that stops at the first error", (name) => {
    execFileSync("sh", ["-n", join(chartPath, name)]);
    expect(read(name)).toMatch(/^set -eu$/m);
    expect(read(name)).not.toContain("\t");
  });
});

describe("notes", () => {
  test("of a Medusa store lead to the shop, its administration and the password", () => {
    expect(renderNotes(sampleStore({ title: "Aurora Outdoor" }).values)).toBe(
      `Aurora Outdoor (medusa, plan starter)

Shop:            http://aurora.localhost/
Administration:  http://aurora.localhost/app
Log-in:          admin@aurora.example
Password:        kubectl --namespace store-aurora get secret store-secrets --output jsonpath='{.data.admin-password}' | base64 --decode

Setup's log:     kubectl --namespace store-aurora logs job/setup-1 --all-containers
`,
    );
  });

  test("of a WooCommerce store name its own log-in", () => {
    const notes = renderNotes(sampleStore({ engine: "woocommerce", name: "bramble" }).values);
    expect(notes).toContain("Administration:  http://bramble.localhost/wp-admin/\n");
    expect(notes).toContain("Log-in:          admin\n");
    expect(notes).toContain("Mail:            off: no customer gets an e-mail until smtp is set\n");
  });

  test("of a WooCommerce store with a mail server name it", () => {
    const notes = renderNotes(sampleStore({ engine: "woocommerce", name: "bramble", smtp: { host: "smtp.example.com" } }).values);
    expect(notes).toContain("Mail:            through smtp.example.com:587 (starttls) as admin@aurora.example\n");
    expect(notes).not.toContain("off");
  });
});
