/** Import direction: stores → constructs → stacks → control → cli; images and local stand apart. One rule per layer: what it may not reach. */
const layer = (name, forbidden) => ({
  name: `${name}-direction`,
  comment: `${name}/ must not import ${forbidden.join(", ")}: imports point one way only (docs/architecture.md).`,
  severity: "error",
  from: { path: `^${name}/` },
  to: { path: `^(${forbidden.join("|")})/` },
});

module.exports = {
  forbidden: [
    layer("stores", ["constructs", "stacks", "control", "cli", "local", "images"]),
    layer("constructs", ["stacks", "control", "cli", "local", "images"]),
    layer("stacks", ["control", "cli", "local", "images"]),
    layer("control", ["cli", "local", "images"]),
    layer("local", ["stores", "constructs", "stacks", "control", "cli"]),
    layer("images", ["stores", "constructs", "stacks", "control", "cli", "local"]),
    {
      name: "constructs-are-pure",
      comment: "constructs/ and stores/ know no Pulumi, process, file system or network.",
      severity: "error",
      from: { path: "^(stores|constructs)/", pathNot: "\\.test\\.ts$|^stores/load\\.ts$" },
      to: {
        path: "node_modules/@pulumi/|^(fs|node:fs|child_process|node:child_process|http|node:http|https|node:https|net|node:net|os|node:os)$",
      },
    },
    {
      name: "automation-only-in-the-engine",
      comment: "Only control/engine/ speaks the Automation API.",
      severity: "error",
      from: { pathNot: "^control/engine/|^node_modules/" },
      to: { path: "node_modules/@pulumi/pulumi/automation" },
    },
    {
      name: "pages-know-only-the-api",
      comment: "The dashboard's pages reach the control plane over HTTP alone; they share nothing but the store's definition.",
      severity: "error",
      from: { path: "^control/web/app/" },
      to: { path: "^(constructs|stacks|control/(?!web/app/))" },
    },
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-dev-dependencies",
      comment: "Code that ships must not need a development dependency.",
      severity: "error",
      from: {
        path: "^(stores|constructs|stacks|control|cli|local|images)/",
        pathNot: "\\.test\\.tsx?$|/testing/|^control/web/(browser/|generate\\.ts$)",
      },
      to: { dependencyTypes: ["npm-dev"] },
    },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^images/(medusa|storefront|woocommerce)/|^control/web/dist" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
