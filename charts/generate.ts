import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { releaseValuesSchema } from "../constructs/release-values.ts";

/*
 * node charts/generate.ts            writes universal-store/values.schema.json
 * node charts/generate.ts --check    exits 1 when the file is not what would be written
 */

/** Path of the generated schema. */
export const schemaPath = join(import.meta.dirname, "universal-store", "values.schema.json");

/** JSON Schema of the chart's values. One `if` per engine, so that Helm reports only the chosen engine's problems. */
export function valuesJsonSchema(): string {
  const options = releaseValuesSchema.def.options;
  const engines = options.map((option) => option.shape.engine.value);
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $comment: "Generated from constructs/values-schema.ts by charts/generate.ts. Do not edit.",
    type: "object",
    required: ["engine"],
    properties: { engine: { enum: engines } },
    allOf: options.map((option) => {
      const { $schema: _, ...branch } = z.toJSONSchema(option);
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      return { if: { properties: { engine: { const: option.shape.engine.value } } }, then: branch };
    }),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

if (import.meta.main) {
  const expected = valuesJsonSchema();
  if (!process.argv.includes("--check")) writeFileSync(schemaPath, expected);
  else if (readFileSync(schemaPath, "utf8") !== expected) {
    console.error("charts/universal-store/values.schema.json is not what charts/generate.ts writes; run: npm run generate");
    process.exitCode = 1;
  }
}
