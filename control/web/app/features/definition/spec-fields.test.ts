import { describe, expect, test } from "@jest/globals";
import { engines, storeSpecSchema } from "../../../../../stores/schema.ts";
import { basicFields, fieldsOutsideTheForm, specFields } from "./spec-fields.ts";

describe("specFields", () => {
  test.each(engines)("shows every field of the schema of %s that a self-service store may choose", (engine) => {
    const option = storeSpecSchema.def.options.find(({ shape }) => shape.engine.value === engine);
    const shown = new Set(specFields(engine).map(({ path }) => path.split(".")[0]));
    const expected = Object.keys(option?.shape ?? {}).filter((key) => !fieldsOutsideTheForm.includes(key));
    expect([...shown].sort()).toEqual(expected.sort());
    expect(expected).toEqual(expect.arrayContaining([...basicFields]));
  });

  test("takes kind, limits and default from the schema", () => {
    const fields = new Map(specFields("medusa").map((field) => [field.path, field]));
    expect(fields.get("name")).toMatchObject({ kind: "text", required: true });
    expect(fields.get("adminEmail")).toMatchObject({
      kind: "email",
      required: true,
    });
    expect(fields.get("sampleProducts")).toMatchObject({
      kind: "number",
      min: 1,
      max: 50,
      default: 3,
      required: false,
    });
    expect(fields.get("deletionProtection")).toMatchObject({
      kind: "switch",
      default: false,
    });
    expect(fields.get("storage.database")).toMatchObject({
      kind: "text",
      required: false,
    });
  });

  test("refuses when the schema has no such engine", () => {
    expect(() => specFields("magento" as never)).toThrow("no engine magento");
  });
});
