import * as pulumi from "@pulumi/pulumi";
import { suggest } from "../stores/suggest.ts";
import { clusterProblems, makesCluster, missingForCluster, needOf } from "./cluster/config-checks.ts";
import { type ConfigField, type ConfigKey, configFields, type StackConfig } from "./config-fields.ts";

export type { IngressConfig, StackConfig } from "./config-fields.ts";

/** Name of the Pulumi project, and so the namespace of its configuration. */
export const projectName = "storefleet";

/** One configuration value that is missing or refused. */
export interface ConfigProblem {
  /** Full key, with the path inside a structured value: `storefleet:ingress.hostPorts.http`. */
  readonly key: string;
  readonly message: string;
  /** The value as given; never a secret. */
  readonly got?: string;
  readonly allowed?: string;
  readonly fix?: string;
}

/** Every problem of a stack's configuration at once; nothing has been touched when this is thrown. */
export class ConfigProblems extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ key, message, got, allowed, fix }) =>
      [
        `  - ${key} ${message}`,
        ...(got === undefined ? [] : [`got ${got}`]),
        ...(allowed === undefined ? [] : [`allowed: ${allowed}`]),
        ...(fix === undefined ? [] : [`fix: ${fix}`]),
      ].join("; "),
    );
    super(`${problems.length} problem${problems.length === 1 ? "" : "s"} in the stack's configuration:\n${lines.join("\n")}`);
    this.name = "ConfigProblems";
    this.problems = problems;
  }
}

/** Configuration as the engine hands it over: full keys and text, and which of them are encrypted. */
export interface RawConfig {
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

/**
 * Checks a stack's configuration.
 *
 * @throws {ConfigProblems} with every problem at once
 */
export function parseConfig(raw: RawConfig): StackConfig {
  const problems: ConfigProblem[] = [];
  const parsed: Record<string, unknown> = {};
  const prefix = `${projectName}:`;
  const given = Object.keys(raw.values).filter((key) => key.startsWith(prefix));
  for (const key of given.filter((candidate) => !(candidate.slice(prefix.length) in configFields))) {
    const near = suggest(key.slice(prefix.length), Object.keys(configFields));
    problems.push({
      key,
      message: "is not a known key",
      fix: near === undefined ? `pulumi config rm ${key}` : `did you mean ${prefix}${near}?`,
    });
  }
  for (const [name, field] of Object.entries(configFields) as [ConfigKey, ConfigField<unknown>][]) {
    const key = prefix + name;
    const value = raw.values[key];
    if (field.secret && value !== undefined && !raw.secretKeys.includes(key)) {
      problems.push({ key, message: "is stored in plain text", fix: `pulumi config set --secret ${key}` });
    }
    const result = field.schema.safeParse(value);
    if (result.success) parsed[name] = result.data;
    else problems.push(...result.error.issues.map((issue) => describe(key, field, value, issue)));
  }
  const { cluster } = parsed as Partial<StackConfig>;
  if (cluster !== undefined) {
    problems.push(...missingForCluster(cluster, (name) => raw.values[prefix + name] !== undefined).map(withProjectName));
  }
  if (problems.length === 0) problems.push(...contradictions(parsed as unknown as StackConfig));
  if (problems.length > 0) throw new ConfigProblems(problems);
  return parsed as unknown as StackConfig;
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string | undefined;
  readonly keys?: readonly string[];
  /** Of a `custom` issue: what is known about the refusal. */
  readonly params?: Pick<ConfigProblem, "got" | "allowed" | "fix"> | undefined;
}

function describe(key: string, field: ConfigField<unknown>, value: string | undefined, issue: Issue): ConfigProblem {
  const path = [...issue.path, ...(issue.code === "unrecognized_keys" ? (issue.keys ?? []).slice(0, 1) : [])];
  const where = [key, ...path.map(String)].join(".");
  const need = needOf(where.slice(projectName.length + 1));
  if (value === undefined) {
    const fix = `pulumi config set ${field.secret ? "--secret " : ""}${key} …`;
    return { key: where, message: "is missing", ...(need ?? { allowed: field.allowed, fix }) };
  }
  const got = valueAt(value, path);
  if (path.length > 0 && got === undefined) {
    return { key: where, message: "is missing", ...(need ?? { allowed: field.allowed, fix: `pulumi config set --path ${where} …` }) };
  }
  // A sentence of ours starts so; zod's own say in its words what the field's `allowed` says in ours.
  const own = issue.message.startsWith("is ") || issue.code === "custom" ? issue.message : "is not allowed";
  const message = issue.code === "unrecognized_keys" ? "is not a known key" : own;
  const shown = field.secret ? {} : { got: JSON.stringify(got) };
  return { key: where, message, ...shown, allowed: field.allowed, ...issue.params };
}

/** The part of a structured value that an issue is about. */
function valueAt(value: string, path: readonly PropertyKey[]): unknown {
  if (path.length === 0) return value;
  let current: unknown = JSON.parse(value);
  for (const step of path) current = (current as Record<PropertyKey, unknown> | null | undefined)?.[step];
  return current;
}

/** A problem with its full key. */
export function withProjectName(problem: ConfigProblem): ConfigProblem {
  return { ...problem, key: `${projectName}:${problem.key}` };
}

/** Values that are fine one by one but not together. */
function contradictions(config: StackConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = clusterProblems(config).map(withProjectName);
  // A cluster that we make pulls the pinned image; a workstation may have built its own.
  if (config.ingress.install && config.ingress.image === undefined && config.store === undefined && !makesCluster(config)) {
    problems.push({
      key: `${projectName}:ingress.image`,
      message: "is missing although ingress.install is true",
      allowed: "the ingress controller's image with a tag or digest",
      fix: "name the image, or set install to false where the cluster has Traefik already",
    });
  }
  if (config.tlsSecretName !== undefined && config.scheme === "http") {
    problems.push({
      key: `${projectName}:tlsSecretName`,
      message: "is set although scheme is http",
      got: JSON.stringify(config.tlsSecretName),
      fix: "set scheme to https or remove tlsSecretName",
    });
  }
  return problems;
}

/** Part of the SDK's runtime that its types leave out; `pulumi.Config` itself asks it before it warns about secrets. */
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };

/**
 * Configuration of the stack that is being run. The only place that reads it.
 *
 * @throws {ConfigProblems} with every problem at once
 */
export function readConfig(): StackConfig {
  const values = pulumi.runtime.allConfig();
  return parseConfig({ values, secretKeys: Object.keys(values).filter((key) => isConfigSecret(key)) });
}
