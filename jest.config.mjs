/** Unit tests: no root, no cluster, no network. Cluster tests are in e2e/jest.config.mjs. */
const swc = (parser) => [
  "@swc/jest",
  {
    jsc: { parser: { syntax: "typescript", ...parser }, target: "es2024", transform: { react: { runtime: "automatic" } } },
    module: { type: "commonjs", resolveFully: false },
  },
];

export const shared = {
  testEnvironment: "node",
  transform: {
    "^.+\\.[jt]s$": swc({}),
    "^.+\\.tsx$": swc({ tsx: true }),
  },
  extensionsToTreatAsEsm: [],
  testPathIgnorePatterns: ["/node_modules/", "/\\.next/"],
  modulePathIgnorePatterns: ["/\\.next/"],
};

export default {
  ...shared,
  roots: ["stores", "constructs", "charts", "stacks", "control", "cli", "local", "images", "bin"].map((dir) => `<rootDir>/${dir}`),
  testMatch: ["**/*.test.ts", "**/*.test.tsx"],
  // Jest leaves one processor free, which on two is half the machine: 293 s there, 166 s so.
  maxWorkers: "100%",
};
