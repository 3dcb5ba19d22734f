import { hostname } from "node:os";
import { describe, expect, test } from "@jest/globals";
import { CommandError, ConcurrentUpdateError, StackNotFoundError } from "@pulumi/pulumi/automation/index.js";
import { EngineError } from "./errors.ts";
import type { Diagnostic } from "./tracker.ts";
import { translateError } from "./translate-error.ts";

/** Messages below were recorded from Pulumi 3.259.0 with the Kubernetes plugin 4.18.1; paths and long repetitions are cut. */
type FailureClass = new (result: { toString(): string }) => Error;
const failure = (kind: unknown, stderr: string): Error =>
  new (kind as FailureClass)({ toString: () => `code: -2\n stdout: \n stderr: ${stderr}\n err?: Error: ${stderr}\n` });

const command = "Command failed with exit code 1: pulumi up --yes --skip-preview --color never --stack local --non-interactive";
const urn = (type: string, name: string) => `urn:pulumi:local::storefleet::storefleet:index:Store$${type}::${name}`;
const diagnostic = (message: string, more: Partial<Diagnostic> = {}): Diagnostic => ({ severity: "error", message, ...more });
const updateFailed = diagnostic("update failed");

const translate = (error: unknown, diagnostics: readonly Diagnostic[] = [], cancelled = false) =>
  translateError({ error, diagnostics: [...diagnostics], cancelled, stack: "local" });
const translated = (diagnostics: readonly Diagnostic[]) => translate(failure(CommandError, command), [...diagnostics, updateFailed]);

const locked = (host: string, pid: number) =>
  failure(
    ConcurrentUpdateError,
    `${command}\nerror: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.\n` +
      `  file:///state/pulumi/.pulumi/locks/organization/storefleet/local/1ca06d88-0a89-4ed8-9693-c2477cf57f24.json?no_tmp_dir=true: created by root@${host} (pid ${pid}) at 2026-11-21T10:18:26Z`,
  );

describe("translateError", () => {
  test("a lock that a living process holds names the process and since when", () => {
    const error = translate(locked(hostname(), process.pid));
    expect(error.code).toBe("ConcurrentUpdate");
    expect(error.message).toBe(
      `Stack local is in use by process ${process.pid} on ${hostname()} since 2026-11-21T10:18:26Z. Nothing was changed. Wait for it to end, then run the same again.`,
    );
    expect(error.details.owner).toEqual({ pid: process.pid, host: hostname(), since: "2026-11-21T10:18:26Z" });
  });

  test("a missing stack says how to make it", () => {
    const error = translate(failure(StackNotFoundError, "error: no stack named 'local' found"));
    expect([error.code, error.message]).toEqual([
      "StackMissing",
      "There is no stack local yet. Nothing was changed. Make it with: storefleet up",
    ]);
  });

  test("a wrong passphrase", () => {
    const stderr = "error: getting stack configuration: get stack secrets manager: incorrect passphrase";
    expect(translate(failure(CommandError, stderr)).code).toBe("WrongPassphrase");
  });

  test.each([
    "no resource plugin 'pulumi-resource-kubernetes' found in the workspace at version v4.99.0 or on your $PATH",
    "failed to load plugin pulumi-resource-kubernetes: loading PulumiPlugin.yaml: open PulumiPlugin.yaml: no such file or directory",
  ])("a missing or broken plugin: %s", (message) => {
    const error = translate(failure(CommandError, `${command}\n    error: ${message}`), [
      diagnostic(message, { urn: "urn:pulumi:local::storefleet::pulumi:providers:kubernetes::cluster" }),
    ]);
    expect([error.code, error.message]).toEqual([
      "PluginMissing",
      "Pulumi's plugin pulumi-resource-kubernetes is missing or broken. Nothing was changed. storefleet doctor says how to get it.",
    ]);
  });

  test("a program that refuses its input is told once, without a stack trace", () => {
    const message = `1 problem in the stack's configuration:\n  - storefleet:baseDomain is not allowed; got "LOCALHOST"\n    at parseConfig (file:///stacks/config.ts:75:34)`;
    const error = translated([diagnostic(message), diagnostic(message)]);
    expect([error.code, error.message]).toEqual([
      "ProgramFailed",
      `1 problem in the stack's configuration:\n  - storefleet:baseDomain is not allowed; got "LOCALHOST"`,
    ]);
  });

  test("a protected store names the store", () => {
    const message = (name: string) =>
      `resource "${urn("kubernetes:core/v1:ServiceAccount", name)}" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the \`protect\` flag from the resource in your Pulumi program and run \`pulumi up\``;
    const error = translated(
      ["store-app", "store-jobs"].map((name) =>
        diagnostic(message(name), { urn: urn("kubernetes:core/v1:ServiceAccount", name), store: "aurora" }),
      ),
    );
    expect(error.code).toBe("DeletionProtected");
    expect(error.message).toContain("aurora must not be deleted: deletionProtection is on.");
    expect(error.details.stores).toEqual(["aurora"]);
  });

  const storageClass = "urn:pulumi:local::storefleet::kubernetes:storage.k8s.io/v1:StorageClass::storage-class-fast";

  test("a missing storage class names it", () => {
    const error = translated([diagnostic("resource 'fast' does not exist", { urn: storageClass })]);
    expect([error.code, error.message]).toEqual([
      "StorageClassMissing",
      "The cluster has no storage class fast (resource 'fast' does not exist). No store was touched. " +
        "Name one that exists in storefleet:storageClass; kubectl get storageclass lists them.",
    ]);
  });

  test("a cluster that does not answer is not a missing storage class", () => {
    const message =
      "failed to read resource state due to unreachable cluster. If the cluster was deleted, you can remove this resource from Pulumi state";
    expect(translated([diagnostic(message, { urn: storageClass })]).code).toBe("ClusterUnreachable");
  });

  const wrapped = (reason: string) =>
    `1 error occurred:\n\t* Helm release "store-aurora/aurora" was created, but failed to initialize completely. Use Helm CLI to investigate: failed to become available within allocated timeout. Error: Helm Release store-aurora/aurora: ${reason}`;

  test.each([
    ["context deadline exceeded", "waiting for its pods and jobs"],
    ["timed out waiting for the condition", "waiting for its pods and jobs"],
    ['failed to create resource: persistentvolumeclaims "data" is forbidden: exceeded quota: store-quota', "applying the chart"],
    ["failed pre-install: job failed: BackoffLimitExceeded", "its pre-install job"],
    ["values don't meet the specifications of the schema(s) in the following chart(s): universal-store", "rendering the chart"],
  ])("a failed release names store, step, Helm's reason and where to look: %s", (reason, step) => {
    const error = translated([
      diagnostic(wrapped(reason), { urn: urn("kubernetes:helm.sh/v3:Release", "aurora-release"), store: "aurora" }),
    ]);
    expect([error.code, error.message]).toEqual([
      "ReleaseFailed",
      `aurora: failed in ${step}: ${reason}\nWhat was created is kept, so that its logs can be read; the next up tries again.`,
    ]);
    expect(error.details).toEqual({ stores: ["aurora"], hint: "kubectl --namespace store-aurora get pods,events" });
  });

  test("anything that goes wrong after a cancel is the cancel", () => {
    expect(translate(failure(CommandError, command), [diagnostic("context canceled")], true).code).toBe("Cancelled");
  });

  test("a CLI that was killed is a crash, so that the next run puts things right", () => {
    const stderr =
      "Command was killed with SIGKILL (Forced termination): pulumi up --yes --skip-preview --stack local\nUpdating (local):\n";
    const error = translate(failure(CommandError, stderr));
    expect([error.code, error.message]).toEqual([
      "EngineCrashed",
      "The Pulumi CLI was killed (SIGKILL). The state may lag behind the cluster; run the same again and it is put right.",
    ]);
  });

  test("another error of a provider is passed on, cut and without repetition", () => {
    const error = translated([diagnostic("quota exceeded"), diagnostic("quota exceeded"), diagnostic("x".repeat(5000))]);
    expect(error.code).toBe("ProviderFailed");
    expect(error.message.startsWith("quota exceeded\nxxx")).toBe(true);
    expect(error.message).toHaveLength(2001);
  });

  test("without any message of the engine the CLI's own error lines remain", () => {
    const error = translate(failure(CommandError, `${command}\nerror: could not open the bucket\n`));
    expect([error.code, error.message]).toEqual(["ProviderFailed", "could not open the bucket"]);
  });

  test("an error of ours stays as it is", () => {
    const own = new EngineError("ClusterChanged", "another cluster");
    expect(translate(own)).toBe(own);
  });
});
