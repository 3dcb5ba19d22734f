import { describe, expect, test } from "@jest/globals";
import { isCut } from "./medusa.ts";
import { packageName, reachablePackages, unneededAtRunTime } from "./npm-prune.ts";

describe("reachablePackages", () => {
  const lock = {
    packages: {
      "": { dependencies: { server: "1", builder: "1" }, devDependencies: { test: "1" } },
      "node_modules/server": {
        dependencies: { shared: "1" },
        optionalDependencies: { native: "1", absent: "1" },
        peerDependencies: { peer: "1" },
      },
      "node_modules/server/node_modules/shared": { dependencies: { deep: "1" } },
      "node_modules/builder": { dependencies: { shared: "2", "only-builder": "1" } },
      "node_modules/shared": {},
      "node_modules/only-builder": { dependencies: { deep: "1" } },
      "node_modules/native": {},
      "node_modules/peer": { dependencies: { server: "1" } },
      "node_modules/deep": {},
      "node_modules/test": {},
    },
  };

  test("follows dependencies as Node finds them, optional and peer ones included, development ones not", () => {
    expect([...reachablePackages(lock, () => false)].sort()).toEqual([
      "node_modules/builder",
      "node_modules/deep",
      "node_modules/native",
      "node_modules/only-builder",
      "node_modules/peer",
      "node_modules/server",
      "node_modules/server/node_modules/shared",
      "node_modules/shared",
    ]);
  });

  test("drops a cut package with everything that only it needed", () => {
    const kept = reachablePackages(lock, (name) => name === "builder");
    expect([...kept].sort()).toEqual([
      "node_modules/deep",
      "node_modules/native",
      "node_modules/peer",
      "node_modules/server",
      "node_modules/server/node_modules/shared",
    ]);
  });
});

test("packageName is what follows the last node_modules", () => {
  expect(packageName("node_modules/a/node_modules/@b/c")).toBe("@b/c");
});

test.each<[string, boolean, boolean]>([
  ["node_modules/a/index.js", false, false],
  ["node_modules/a/index.mjs", false, false],
  ["node_modules/a/package.json", false, false],
  ["node_modules/a/LICENSE", false, false],
  ["node_modules/a/index.js.map", false, true],
  ["node_modules/a/index.d.ts", false, true],
  ["node_modules/a/index.d.cts", false, true],
  ["node_modules/a/src/index.ts", false, true],
  ["node_modules/a/README", false, true],
  ["node_modules/a/readme.txt", false, true],
  ["node_modules/a/changes.js", false, true],
  ["node_modules/a/__tests__", true, true],
  ["node_modules/a/test", true, false],
])("%s is left out: %s %s", (path, directory, expected) => {
  expect(unneededAtRunTime(path, directory)).toBe(expected);
});

test("Medusa's image cuts what builds the admin page, and keeps what looks alike but runs", () => {
  expect(["vite", "react-aria", "@babel/core", "@opentelemetry/sdk-node", "@medusajs/dashboard"].filter(isCut)).toHaveLength(5);
  expect(["@babel/runtime", "@opentelemetry/api", "@medusajs/admin-bundler", "@medusajs/medusa", "reactive"].filter(isCut)).toEqual([]);
});
