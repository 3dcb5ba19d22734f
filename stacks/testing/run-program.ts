import { expect } from "@jest/globals";
import { type ProgramOptions, program, type StackOutputs } from "../program.ts";
import { testConfig, testSecretKeys } from "./configuration.ts";
import { type Recording, record } from "./record.ts";

/** Runs the program and keeps what it registers. */
export function run(
  declared: unknown,
  config = testConfig(),
  stack = "local",
  options: ProgramOptions = {},
): Promise<Recording<StackOutputs>> {
  return record(() => program({ declared, ...options }), { stack, config, secretKeys: testSecretKeys });
}

/** What a program says when it refuses; it must refuse before it registers anything. */
export async function refusal(declared: unknown, config = testConfig(), stack = "local"): Promise<string> {
  let message = "";
  const attempt = () => {
    try {
      return program({ declared });
    } catch (error) {
      message = String(error);
      return {};
    }
  };
  const { resources } = await record(attempt, { stack, config, secretKeys: testSecretKeys });
  expect(resources).toEqual([]);
  return message;
}
