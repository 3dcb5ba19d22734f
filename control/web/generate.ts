import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import openapiTypescript, { astToString } from "openapi-typescript";
import { buildOpenApi } from "../api/openapi.ts";

const file = join(import.meta.dirname, "app/api/generated/openapi.ts");
const head = "// Generated from the API's OpenAPI document by control/web/generate.ts (npm run generate). Do not edit.\n\n";

/** The API's paths and schemas as types: what the dashboard's client is typed by. */
async function typesOfApi(): Promise<string> {
  const document = await buildOpenApi();
  return `${head}${astToString(await openapiTypescript(document as unknown as Parameters<typeof openapiTypescript>[0]))}`;
}

const wanted = await typesOfApi();
if (process.argv.includes("--check")) {
  const current = await readFile(file, "utf8").catch(() => "");
  if (current !== wanted) {
    process.stderr.write(`${relative(process.cwd(), file)} is out of date: run npm run generate\n`);
    process.exit(1);
  }
} else {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, wanted);
}
process.exit(0);
