/** Unit tests: no root, no cluster, no network. Cluster tests are in e2e/jest.config.mjs. */
export const shared = {
  testEnvironment: "node",
  transform: {
    "^.+\\.[jt]sx?$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2024" }, module: { type: "commonjs", resolveFully: false } },
    ],
  },
  extensionsToTreatAsEsm: [],
  testPathIgnorePatterns: ["/node_modules/", "/\\.next/"],
  modulePathIgnorePatterns: ["/\\.next/"],
};

export default {
  ...shared,
  roots: ["stores", "constructs", "charts", "stacks", "control", "cli", "local", "images", "bin"].map((dir) => `<rootDir>/${dir}`),
  testMatch: ["**/*.test.ts"],
};
