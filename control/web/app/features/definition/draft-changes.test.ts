import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { planNames } from "../../../../../stores/plans.ts";
import { engines, storeSpecSchema } from "../../../../../stores/schema.ts";
import { type Draft, draftChanges, draftOf, draftPatch, emptyDraft, patched, rebased } from "./draft.ts";

const spec = storeSpecSchema.parse({
  name: "aurora",
  engine: "medusa",
  adminEmail: "a@aurora.example",
  title: "Aurora",
  storage: { database: "5Gi" },
});
const base = draftOf(spec);
const edited = (values: Draft["values"], plan = base.plan): Draft => ({ ...base, plan, values: { ...base.values, ...values } });

describe("draftOf", () => {
  test.each(engines)("shows a store of %s as it is: nothing has changed yet", (engine) => {
    const own = draftOf(storeSpecSchema.parse({ name: "aurora", engine, adminEmail: "a@aurora.example" }));
    const typed = { ...emptyDraft, engine, values: { name: "aurora", adminEmail: "a@aurora.example" } };
    expect(draftChanges(typed, own)).toEqual([]);
  });
});

describe("draftPatch", () => {
  test("holds what differs, and null where a field goes back to its default", () => {
    const after = edited({ title: "  ", "storage.database": "", sampleProducts: "7", deletionProtection: true }, "pro");
    expect(draftPatch(base, after)).toEqual({
      plan: "pro",
      title: null,
      sampleProducts: 7,
      storage: { database: null },
      deletionProtection: true,
    });
    expect(draftPatch(base, base)).toEqual({});
  });

  test("leads from one definition to the other, whatever was edited", () => {
    const draft = fc.record({
      plan: fc.constantFrom(...planNames),
      title: fc.constantFrom("Aurora", "Boreal", ""),
      currency: fc.constantFrom("EUR", "GBP"),
      database: fc.constantFrom("5Gi", "7Gi", ""),
      uploads: fc.constantFrom("2Gi", ""),
      replicas: fc.constantFrom("1", "2"),
      deletionProtection: fc.boolean(),
    });
    type Typed = typeof draft extends fc.Arbitrary<infer T> ? T : never;
    const of = ({ plan, title, currency, database, uploads, replicas, deletionProtection }: Typed) =>
      edited({ title, currency, "storage.database": database, "storage.uploads": uploads, replicas, deletionProtection }, plan);
    const specOf = (one: Draft) => patched(spec, draftPatch(base, one));
    fc.assert(
      fc.property(draft, draft, (a, b) => {
        expect(draftChanges(draftOf(patched(specOf(of(a)), draftPatch(of(a), of(b)))), of(b))).toEqual([]);
      }),
    );
  });
});

describe("rebased", () => {
  test("keeps one's own edits and takes everything else from the other definition", () => {
    const theirs = edited({ title: "Theirs", currency: "GBP" }, "standard");
    expect(rebased(base, edited({ title: "Mine", "storage.database": "" }), theirs)).toMatchObject({
      plan: "standard",
      values: { title: "Mine", currency: "GBP", "storage.database": "" },
    });
    expect(rebased(base, edited({}, "pro"), theirs)).toMatchObject({ plan: "pro", values: { title: "Theirs" } });
    expect(rebased(base, base, theirs)).toEqual(theirs);
  });
});
