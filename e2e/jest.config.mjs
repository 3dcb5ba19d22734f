import { shared } from "../jest.config.mjs";

/** Tests on a real cluster: one after the other, each may take minutes. */
export default {
  ...shared,
  rootDir: "..",
  roots: ["<rootDir>/e2e"],
  testMatch: ["**/*.e2e.ts"],
  maxWorkers: 1,
  testTimeout: 600_000,
  verbose: true,
  globalSetup: "<rootDir>/e2e/global-setup.ts",
  testSequencer: "<rootDir>/e2e/sequencer.mjs",
};
