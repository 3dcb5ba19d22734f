import { dirname } from "node:path";
import type { Environment } from "../paths.ts";
import type { Binary } from "./binary.ts";
import { runChild } from "./child.ts";
import { BinaryError } from "./errors.ts";

/**
 * Runs a program's version command: a wrong stamp, a wrong architecture or a `noexec` mount shows here and not in the middle of
 * a cluster start.
 *
 * @param file a program in a staging folder; what it may write into its home goes there too.
 * @throws {BinaryError} code `version`
 */
export async function checkVersion(
  binary: Binary,
  file: string,
  version: string,
  { PATH }: Environment,
  signal?: AbortSignal,
): Promise<void> {
  const command = binary.versionCommand;
  if (!command) return;
  const expected = `${command.prefix ?? ""}${version}`;
  let output: string;
  try {
    const environment = { PATH, HOME: dirname(file), PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { stdout, stderr } = await runChild(file, command.arguments, { environment, signal });
    output = `${stdout}\n${stderr}`;
  } catch (cause) {
    signal?.throwIfAborted();
    throw new BinaryError(
      "version",
      `${file} cannot be executed. Is its folder mounted with noexec? Set STOREFLEET_CACHE to another one.`,
      { cause },
    );
  }
  const at = output.indexOf(expected);
  const isWhole = at >= 0 && !/^[0-9]/.test(output.slice(at + expected.length));
  if (!isWhole) {
    throw new BinaryError(
      "version",
      `${binary.name} should report "${expected}"; it says "${output.trim().slice(0, 200)}". It was not taken into the cache.`,
    );
  }
}
