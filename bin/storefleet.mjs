#!/usr/bin/env node
import { join } from "node:path";
import { ensureDependencies, root, runOnPinnedNode } from "./bootstrap.mjs";

ensureDependencies();
process.exit(await runOnPinnedNode([join(root, "cli", "main.ts"), ...process.argv.slice(2)]));
