import * as pulumi from "@pulumi/pulumi";
import { suggest } from "../stores/suggest.ts";
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
  if (problems.length === 0) problems.push(...contradictions(parsed as unknown as StackConfig));
  if (problems.length > 0) throw new ConfigProblems(problems);
  return parsed as unknown as StackConfig;
}

type Issue = { readonly path: readonly PropertyKey[]; readonly code?: string | undefined; readonly keys?: readonly string[] };

function describe(key: string, field: ConfigField<unknown>, value: string | undefined, issue: Issue): ConfigProblem {
  const path = [...issue.path, ...(issue.code === "unrecognized_keys" ? (issue.keys ?? []).slice(0, 1) : [])];
  const where = [key, ...path.map(String)].join(".");
  if (value === undefined) {
    return {
      key: where,
      message: "is missing",
      allowed: field.allowed,
      fix: `pulumi config set ${field.secret ? "--secret " : ""}${key} …`,
    };
  }
  const message = issue.code === "unrecognized_keys" ? "is not a known key" : "is not allowed";
  return { key: where, message, ...(field.secret ? {} : { got: JSON.stringify(value) }), allowed: field.allowed };
}

/** Values that are fine one by one but not together. */
function contradictions(config: StackConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (config.ingress.install && config.ingress.image === undefined && config.store === undefined) {
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
