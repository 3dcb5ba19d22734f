import { shared } from "../../../jest.config.mjs";

/** Tests of the dashboard in a real browser: the real API over a real Postgres, with simulated operations. */
export default {
  ...shared,
  rootDir: "../../..",
  roots: ["<rootDir>/control/web/browser"],
  testMatch: ["**/*.browser.ts"],
  testTimeout: 60_000,
};
