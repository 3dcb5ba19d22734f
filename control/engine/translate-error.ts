import { ConcurrentUpdateError, StackNotFoundError } from "@pulumi/pulumi/automation/index.js";
import { EngineError } from "./errors.ts";
import { isDead, parseLockOwners } from "./lock-owner.ts";
import type { Diagnostic } from "./tracker.ts";

/** What is known when an operation has failed. */
export interface Failure {
  readonly error: unknown;
  /** Messages that the engine gave while it ran. */
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the caller had asked to stop. */
  readonly cancelled: boolean;
  readonly stack: string;
}

/** Longest message that is passed on: the CLI repeats its whole output several times. */
const longestMessage = 2000;

/** An error of the engine in our words. Gives back what is an {@link EngineError} already. */
export function translateError(failure: Failure): EngineError {
  const { error, diagnostics, cancelled, stack } = failure;
  if (error instanceof EngineError) return error;
  const text = messageOf(error);
  if (error instanceof ConcurrentUpdateError) return concurrentUpdate(stack, text);
  if (error instanceof StackNotFoundError) {
    return new EngineError("StackMissing", `There is no stack ${stack} yet. Nothing was changed. Make it with: storefleet up`);
  }
  if (cancelled) {
    return new EngineError("Cancelled", "Stopped as asked. What was finished is kept and recorded; run the same again to go on.");
  }
  const killed = /Command was killed with (SIG\w+)/.exec(text)?.[1];
  if (killed !== undefined) {
    return new EngineError(
      "EngineCrashed",
      `The Pulumi CLI was killed (${killed}). The state may lag behind the cluster; run the same again and it is put right.`,
    );
  }
  const errors = worthTelling(diagnostics);
  return (
    fromText(stack, text) ??
    fromDiagnostics(errors) ??
    new EngineError("ProviderFailed", trimmed(errors.map(({ message }) => message).join("\n") || lastError(text)))
  );
}

/** The engine's errors, each once and without its "update failed", which says nothing. */
function worthTelling(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const errors = diagnostics.filter(({ severity, message }) => severity === "error" && !/^\w+ failed$/.test(message));
  return errors.filter(({ message, urn }, index) => errors.findIndex((other) => other.message === message && other.urn === urn) === index);
}

function concurrentUpdate(stack: string, text: string): EngineError {
  const owner = parseLockOwners(text).find((candidate) => !isDead(candidate)) ?? parseLockOwners(text)[0];
  const who = owner === undefined ? "another process" : `process ${owner.pid} on ${owner.host} since ${owner.since}`;
  return new EngineError(
    "ConcurrentUpdate",
    `Stack ${stack} is in use by ${who}. Nothing was changed. Wait for it to end, then run the same again.`,
    { owner },
  );
}

/** Failures that the CLI words itself, before or after the engine runs. */
function fromText(stack: string, text: string): EngineError | undefined {
  if (/incorrect passphrase/.test(text)) {
    return new EngineError(
      "WrongPassphrase",
      `The passphrase of stack ${stack} is wrong. Nothing was changed. Put the right one into its passphrase file.`,
    );
  }
  const plugin = /no (?:resource|language) plugin '([^']+)' found/.exec(text)?.[1] ?? /failed to load plugin (\S+):/.exec(text)?.[1];
  if (plugin !== undefined) {
    return new EngineError(
      "PluginMissing",
      `Pulumi's plugin ${plugin} is missing or broken. Nothing was changed. storefleet doctor says how to get it.`,
    );
  }
  return undefined;
}

function fromDiagnostics(errors: readonly Diagnostic[]): EngineError | undefined {
  const find = (pattern: RegExp) => errors.filter(({ message }) => pattern.test(message));
  const protectedOnes = find(/cannot be deleted[\s\S]*protected|marked for protection/);
  if (protectedOnes.length > 0) return deletionProtected(protectedOnes);
  const unreachable = find(/cluster is unreachable|unreachable cluster|connection refused|no route to host|i\/o timeout/);
  if (unreachable.length > 0) {
    return new EngineError(
      "ClusterUnreachable",
      `The cluster does not answer (${oneLine(unreachable[0]?.message ?? "").slice(0, 300)}). What was finished before is kept. Start the cluster, then run the same again.`,
    );
  }
  const storageClass = errors.find(({ urn }) => urn?.includes("storage.k8s.io/v1:StorageClass"));
  if (storageClass !== undefined) return storageClassMissing(storageClass);
  const releases = errors.filter(({ urn }) => urn?.includes("helm.sh/v3:Release"));
  if (releases.length > 0) return releaseFailed(releases);
  const program = find(/Running program|failed with an unhandled exception|problems? in the (stack's configuration|declared stores)/);
  if (program.length > 0) return new EngineError("ProgramFailed", trimmed(program.map(({ message }) => withoutStack(message)).join("\n")));
  return undefined;
}

function deletionProtected(errors: readonly Diagnostic[]): EngineError {
  const stores = storesOf(errors);
  return new EngineError(
    "DeletionProtected",
    `${stores.join(", ") || "A resource"} must not be deleted: deletionProtection is on. Nothing of it was deleted. ` +
      "Set deletionProtection to false, run storefleet up, and then remove it.",
    { stores },
  );
}

function storageClassMissing({ message, urn = "" }: Diagnostic): EngineError {
  const name = /storage-class-([^:]+)$/.exec(urn)?.[1] ?? "?";
  return new EngineError(
    "StorageClassMissing",
    `The cluster has no storage class ${name} (${oneLine(message)}). No store was touched. ` +
      "Name one that exists in storefleet:storageClass; kubectl get storageclass lists them.",
  );
}

/** Helm's own words. The provider puts "failed to become available within allocated timeout" before every failure. */
function helmReason(message: string): string {
  const text = oneLine(message);
  const at = text.lastIndexOf("Error: Helm Release ");
  return at < 0 ? text : text.slice(at).replace(/^Error: Helm Release \S+: /, "");
}

/** Which part of a release failed, by Helm's words. */
function failedStep(reason: string): string {
  const hook = /failed (pre|post)-(install|upgrade)/.exec(reason) ?? /(pre|post)-(install|upgrade) hooks? failed/.exec(reason);
  if (hook) return `its ${hook[1]}-${hook[2]} job`;
  if (/timed out|deadline exceeded/.test(reason)) return "waiting for its pods and jobs";
  if (/values don't meet the specifications|execution error at|parse error|template:/.test(reason)) return "rendering the chart";
  return "applying the chart";
}

function releaseFailed(errors: readonly Diagnostic[]): EngineError {
  const stores = storesOf(errors);
  const lines = errors.map(({ store = "a store", message }) => {
    const reason = helmReason(message);
    return `${store}: failed in ${failedStep(reason)}: ${reason}`;
  });
  const [first] = stores;
  return new EngineError(
    "ReleaseFailed",
    trimmed(`${lines.join("\n")}\nWhat was created is kept, so that its logs can be read; the next up tries again.`),
    { stores, ...(first === undefined ? {} : { hint: `kubectl --namespace store-${first} get pods,events` }) },
  );
}

function storesOf(errors: readonly Diagnostic[]): string[] {
  return [...new Set(errors.map(({ store }) => store).filter((store) => store !== undefined))].sort();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The CLI's own last words: its `error:` lines, or the end of what it wrote. */
function lastError(text: string): string {
  const lines = text.split("\n").filter((line) => /^\s*(stderr: )?error: /.test(line));
  return [...new Set(lines.map((line) => line.replace(/^\s*(stderr: )?error: /, "")))].join("\n") || text.slice(-longestMessage);
}

function withoutStack(message: string): string {
  return message
    .split("\n")
    .filter((line) => !/^\s+at /.test(line))
    .join("\n");
}

function oneLine(message: string): string {
  return withoutStack(message).replace(/\s+/g, " ").trim();
}

function trimmed(message: string): string {
  const clean = withoutStack(message).trim();
  return clean.length > longestMessage ? `${clean.slice(0, longestMessage)}…` : clean;
}
