import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../../constructs/store.ts";
import { containersOf, type Pods, podsOf } from "./pods.ts";

/** The chart under test. */
export const chartPath = join(import.meta.dirname, "..", "universal-store");

/** The version that the chart is rendered for. */
const kubernetesVersion = "1.36.3";

/** Options of {@link render}. */
export interface RenderOptions {
  /** @default - `store.name` of the values */
  readonly release?: string;
  /** @default - `store-<store.name>` */
  readonly namespace?: string;
}

/** Values as a test gives them: complete ones from `releaseValues`, or broken on purpose. */
export type TestValues = Record<string, unknown> & { readonly store: { readonly name: string } };

const rendered = new Map<string, KubernetesObject[]>();

/** The objects that Helm would install, in its order. The same values are rendered once per test file. */
export function render(values: TestValues, options: RenderOptions = {}): KubernetesObject[] {
  const key = JSON.stringify([values, options]);
  const known = rendered.get(key);
  if (known !== undefined) return known;
  const output = execFileSync(helm(), templateArguments(values, options), {
    input: JSON.stringify(values),
    encoding: "utf8",
    stdio: "pipe",
  });
  const objects = objectsIn(output);
  rendered.set(key, objects);
  return objects;
}

function objectsIn(output: string): KubernetesObject[] {
  return parseAllDocuments(output)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
}

/** One of the rendered objects. */
export function find(objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined)
    throw new Error(`no ${kind} ${name} among ${objects.map((object) => `${object.kind} ${object.metadata.name}`).join(", ")}`);
  return found;
}

/** The pods of one rendered object, named as in `Deployment server`. */
export function podOf(objects: readonly KubernetesObject[], owner: string): Pods {
  const found = podsOf(objects).find((pods) => pods.owner === owner);
  if (found === undefined) throw new Error(`no ${owner}`);
  return found;
}

/** Plain environment variables of a container, counted from the first that runs; those from the Secret are undefined. */
export function envOf(objects: readonly KubernetesObject[], owner: string, container = 0): Readonly<Record<string, string | undefined>> {
  const { env = [] } = containersOf(podOf(objects, owner).spec)[container] ?? {};
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}

/** What Helm says when it refuses the values. */
export function renderError(values: TestValues, options: RenderOptions = {}): string {
  const { status, stderr } = spawnSync(helm(), templateArguments(values, options), { input: JSON.stringify(values), encoding: "utf8" });
  if (status === 0) throw new Error("Helm accepted the values");
  return stderr;
}

/** Output and exit code of `helm lint --strict`. */
export function lint(valuesFile: string): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(
    helm(),
    ["lint", "--strict", chartPath, "--kube-version", kubernetesVersion, "--values", join(chartPath, valuesFile)],
    { encoding: "utf8" },
  );
  return { status, output: stdout + stderr };
}

/** The notes that a person sees after an installation. Helm shows them only with a cluster, so a copy of the chart makes them an object. */
export function renderNotes(values: TestValues): string {
  const copy = mkdtempSync(join(tmpdir(), "universal-store-"));
  try {
    cpSync(chartPath, copy, { recursive: true });
    const notes = readFileSync(join(copy, "templates", "NOTES.txt"), "utf8");
    writeFileSync(
      join(copy, "templates", "notes.yaml"),
      `{{- define "notes" }}${notes}{{ end }}{{ dict "kind" "Notes" "metadata" (dict "name" "notes") "text" (include "notes" .) | toJson }}`,
    );
    const output = execFileSync(helm(), templateArguments(values, {}, copy), {
      input: JSON.stringify(values),
      encoding: "utf8",
      stdio: "pipe",
    });
    return find(objectsIn(output), "Notes", "notes").text as string;
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function templateArguments(values: TestValues, options: RenderOptions, chart = chartPath): string[] {
  const { release = values.store.name, namespace = `store-${values.store.name}` } = options;
  return ["template", release, chart, "--namespace", namespace, "--kube-version", kubernetesVersion, "--values", "-"];
}

function helm(): string {
  const path = process.env.STOREFLEET_HELM;
  if (path === undefined) throw new Error("STOREFLEET_HELM is not set; call ensureHelm() in beforeAll");
  return path;
}
