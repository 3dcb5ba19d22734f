import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { storeSpecSchema } from "../../../../../stores/schema.ts";
import { draftInput, draftProblems, emptyDraft, storesSnippet } from "./draft.ts";

const filled = {
  ...emptyDraft,
  values: { name: "aurora", adminEmail: "a@aurora.example" },
};

describe("draftInput", () => {
  test("leaves out what is empty or at its default", () => {
    const input = draftInput({
      ...filled,
      values: {
        ...filled.values,
        title: "  ",
        currency: "EUR",
        sampleProducts: "3",
        deletionProtection: false,
      },
    });
    expect(input).toEqual({
      name: "aurora",
      engine: "medusa",
      adminEmail: "a@aurora.example",
    });
  });

  test("turns inputs into the schema's types", () => {
    const values = {
      ...filled.values,
      sampleProducts: " 7 ",
      "storage.database": "5Gi",
      deletionProtection: true,
    };
    expect(draftInput({ engine: "woocommerce", plan: "pro", values })).toEqual({
      name: "aurora",
      engine: "woocommerce",
      plan: "pro",
      adminEmail: "a@aurora.example",
      sampleProducts: 7,
      storage: { database: "5Gi" },
      deletionProtection: true,
    });
  });
});

describe("draftProblems", () => {
  test("has none for the three fields that are needed", () => {
    expect(draftProblems(filled)).toEqual([]);
  });

  test("refuses when fields are missing, malformed or beyond the plan, all at once", () => {
    const values = { name: "Aurora!", replicas: "4", sampleProducts: "many" };
    expect(draftProblems({ ...emptyDraft, values }).map(({ field }) => field)).toEqual(
      expect.arrayContaining(["name", "adminEmail", "sampleProducts"]),
    );
    const tooMany = draftProblems({
      ...filled,
      values: { ...filled.values, replicas: "4" },
    });
    expect(tooMany).toMatchObject([{ field: "replicas", fix: "lower replicas or choose a larger plan" }]);
  });
});

describe("storesSnippet", () => {
  test("is TypeScript that means the same store, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, title) => {
        const input = draftInput({
          ...filled,
          values: { ...filled.values, name, title },
        });
        const read = new Function(`return (${storesSnippet(input).replace(/,$/, "")})`)() as unknown;
        expect(read).toEqual(input);
        expect(storeSpecSchema.safeParse(read).success).toBe(storeSpecSchema.safeParse(input).success);
      }),
      { numRuns: 50 },
    );
  });
});
