#!/usr/bin/env node
/** Development tasks: `node bin/run.mjs <task> … [-- arguments of the last task]`. Stops at the first failure. */
import { ensureDependencies, root, run } from "./bootstrap.mjs";

// Jest runs our ESM as CommonJS, and packages that are ESM only as what they are; the latter needs Node's module API.
const jest = ["node", "--experimental-vm-modules", "--disable-warning=ExperimentalWarning", "node_modules/jest/bin/jest.js"];
const tasks = {
  check: [
    ["tsc", "--noEmit", "-p", "."],
    ["tsc", "--noEmit", "-p", "control/web"],
    ["biome", "ci", "."],
    [
      "depcruise",
      "--config",
      ".dependency-cruiser.cjs",
      "stores",
      "constructs",
      "charts",
      "stacks",
      "control",
      "cli",
      "local",
      "images",
      "e2e",
    ],
    ["node", "charts/generate.ts", "--check"],
    ["node", "control/web/generate.ts", "--check"],
  ],
  unit: [jest],
  browser: [[...jest, "--config", "control/web/browser/jest.config.mjs"]],
  e2e: [[...jest, "--config", "e2e/jest.config.mjs"]],
  bench: [["node", "e2e/bench/main.ts"]],
  generate: [
    ["node", "charts/generate.ts"],
    ["node", "control/web/generate.ts"],
  ],
};

const separator = process.argv.indexOf("--");
const names = process.argv.slice(2, separator === -1 ? undefined : separator);
const extra = separator === -1 ? [] : process.argv.slice(separator + 1);
// `npm run unit -- -t name` hands its arguments over without the separator.
const known = names.filter((name) => name in tasks);
const rest = [...names.filter((name) => !(name in tasks)), ...extra];
if (known.length === 0) {
  process.stderr.write(`usage: node bin/run.mjs <${Object.keys(tasks).join("|")}> … [-- arguments]\n`);
  process.exit(2);
}
process.chdir(root);
ensureDependencies();
for (const [index, name] of known.entries()) {
  for (const [command, ...args] of tasks[name]) {
    const code = await run(command, index === known.length - 1 ? [...args, ...rest] : args);
    if (code !== 0) process.exit(code);
  }
}
