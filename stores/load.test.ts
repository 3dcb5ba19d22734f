import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { loadStores, storesFor } from "./load.ts";
import { formatProblem, type StoreProblem, StoreProblems } from "./problems.ts";
import declared from "./stores.ts";

const smallest = { name: "demo", engine: "medusa", adminEmail: "admin@demo.example" } as const;

function problemsOf(stores: unknown): readonly StoreProblem[] {
  try {
    loadStores(stores);
  } catch (error) {
    if (error instanceof StoreProblems) return error.problems;
    throw error;
  }
  return [];
}

const fieldsOf = (stores: unknown) => problemsOf(stores).map(({ store, field }) => `${store}.${field}`);

describe("loadStores", () => {
  test("fills in every default of the smallest store", () => {
    expect(loadStores([smallest])).toEqual([
      {
        name: "demo",
        engine: "medusa",
        adminEmail: "admin@demo.example",
        owner: "platform",
        plan: "starter",
        currency: "EUR",
        country: "DE",
        sampleProducts: 3,
        environments: ["local"],
        domains: [],
        storage: {},
        replicas: 1,
        suspended: false,
        deletionProtection: false,
      },
    ]);
  });

  test("accepts the fleet of this repository", () => {
    expect(loadStores(declared).map(({ name, engine }) => ({ name, engine }))).toEqual([
      { name: "aurora", engine: "medusa" },
      { name: "bramble", engine: "woocommerce" },
    ]);
  });

  test("accepts every optional field at its limits", () => {
    const full = {
      ...smallest,
      name: "a".repeat(30),
      title: "é".repeat(80),
      owner: "team-1",
      plan: "pro",
      currency: "JPY",
      country: "JP",
      sampleProducts: 50,
      environments: ["local", "prod"],
      storage: { database: "500Gi", uploads: "1Gi" },
      replicas: 5,
      deletionProtection: true,
    };
    expect(loadStores([full])).toEqual([{ ...full, domains: [], suspended: false }]);
  });

  test("reports all problems of all stores at once", () => {
    expect(
      fieldsOf([
        { name: "A_b", engine: "medusa", adminEmail: "nobody", currncy: "EUR" },
        { name: "shop", engine: "medussa" },
        { ...smallest, name: "zed", country: "ZQ", plan: "huge", storage: { databse: "1Gi" } },
      ]),
    ).toEqual(["A_b.name", "A_b.adminEmail", "A_b.currncy", "shop.engine", "zed.plan", "zed.country", "zed.storage.databse"]);
  });

  test("refuses when a field is unknown and suggests the near one", () => {
    expect(problemsOf([{ ...smallest, currncy: "EUR" }])).toEqual([
      expect.objectContaining({
        store: "demo",
        field: "currncy",
        message: "is not a known field",
        got: '"EUR"',
        fix: "did you mean currency?",
      }),
    ]);
  });

  test("refuses when an engine is misspelt and names the allowed ones", () => {
    expect(problemsOf([{ ...smallest, engine: "woocomerce" }])).toEqual([
      {
        store: "demo",
        field: "engine",
        message: "must name an engine",
        got: '"woocomerce"',
        allowed: "medusa, woocommerce",
        fix: "did you mean woocommerce?",
      },
    ]);
  });

  test("refuses when a required field is missing", () => {
    expect(problemsOf([{ name: "demo", engine: "medusa" }])).toEqual([
      { store: "demo", field: "adminEmail", message: "is missing", allowed: "a string" },
    ]);
  });

  test.each([
    ["name", "Demo"],
    ["name", "1shop"],
    ["name", "shop-"],
    ["name", "a".repeat(31)],
    ["name", "www"],
    ["title", " "],
    ["title", "a\u0007b"],
    ["title", "x".repeat(81)],
    ["owner", "Team A"],
    ["currency", "eur"],
    ["currency", "XYZ"],
    ["country", "de"],
    ["country", "ZQ"],
    ["adminEmail", "admin"],
    ["sampleProducts", 0],
    ["sampleProducts", 51],
    ["sampleProducts", 1.5],
    ["environments", []],
    ["replicas", 0],
    ["deletionProtection", "yes"],
  ])("refuses when %s is %j", (field, value) => {
    expect(problemsOf([{ ...smallest, [field]: value }]).map((problem) => problem.field)).toEqual([field]);
  });

  test.each([
    ["domains", ["shop.example.com"]],
    ["backup", { schedule: "0 3 * * *", keepDays: 7 }],
    ["suspended", true],
  ])("refuses when %s asks for what is not built yet, instead of ignoring it", (field, value) => {
    const problems = problemsOf([{ ...smallest, [field]: value }]);
    expect(problems.map((problem) => problem.field)).toEqual([field]);
    expect(problems[0]?.message).toContain("is not supported yet");
  });

  test("refuses when replicas or storage exceed the plan", () => {
    expect(problemsOf([{ ...smallest, replicas: 2, storage: { database: "21Gi" } }]).map(formatProblem)).toEqual([
      "demo: replicas exceeds plan starter (at most 1); got 2; allowed: 1 to 1; fix: lower replicas or choose a larger plan",
      'demo: storage.database exceeds plan starter (at most 20Gi); got "21Gi"; allowed: 1Gi to 20Gi; fix: lower storage.database or choose a larger plan',
    ]);
  });

  test("refuses when two stores have one name", () => {
    expect(problemsOf([smallest, { ...smallest, engine: "woocommerce" }])).toEqual([
      { store: "demo (#2)", field: "name", message: "is already used by demo (#1)", got: '"demo"', fix: "choose another" },
    ]);
  });

  test("refuses when two stores claim one domain", () => {
    const problems = problemsOf([
      { ...smallest, domains: ["shop.example.com"] },
      { ...smallest, name: "other", domains: ["shop.example.com"] },
    ]);
    expect(problems.map(formatProblem)).toContain('other: domains is already used by demo; got "shop.example.com"; fix: choose another');
  });

  test.each([undefined, null, {}, "stores"])("refuses when the fleet is %j instead of a list", (fleet) => {
    expect(fieldsOf(fleet)).toEqual(["stores.export"]);
  });

  test("never throws anything but StoreProblems", () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), (fleet) => {
        try {
          loadStores(fleet);
        } catch (error) {
          expect(error).toBeInstanceOf(StoreProblems);
        }
      }),
    );
  });
});

describe("storesFor", () => {
  const stores = loadStores([smallest, { ...smallest, name: "both", environments: ["local", "prod"] }]);
  test.each([
    ["local", ["demo", "both"]],
    ["prod", ["both"]],
    ["staging", []],
  ])("%s runs %j", (environment, names) => {
    expect(storesFor(stores, environment).map(({ name }) => name)).toEqual(names);
  });
});
