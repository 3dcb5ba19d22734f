import { describe, expect, test } from "@jest/globals";
import { EnvError, parseEnv } from "./env.ts";

const good = {
  MEDUSA_BACKEND_URL: "http://server:9000/",
  MEDUSA_PUBLISHABLE_KEY: `pk_${"a1".repeat(32)}`,
  STORE_TITLE: " Alder & Finch ",
  STORE_COUNTRY: "DE",
  STORE_CURRENCY: "EUR",
};

const problemsOf = (source: Record<string, string | undefined>): readonly string[] => {
  try {
    parseEnv(source);
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
  return [];
};

describe("parseEnv", () => {
  test("reads the five variables, tidied", () => {
    expect(parseEnv({ ...good, HOME: "/tmp" })).toEqual({
      backendUrl: "http://server:9000",
      publishableKey: `pk_${"a1".repeat(32)}`,
      title: "Alder & Finch",
      country: "DE",
      currency: "EUR",
    });
  });

  test("names every missing variable at once", () => {
    expect(problemsOf({ STORE_TITLE: "" })).toEqual([
      "MEDUSA_BACKEND_URL is not set: give an http(s) URL without credentials, path or query, such as http://server:9000",
      "MEDUSA_PUBLISHABLE_KEY is not set: give pk_ followed by 64 hexadecimal digits",
      "STORE_TITLE is not set: give 1 to 80 characters on one line",
      "STORE_COUNTRY is not set: give an ISO 3166-1 country code in capitals, such as DE",
      "STORE_CURRENCY is not set: give an ISO 4217 currency code in capitals, such as EUR",
    ]);
  });

  test("the error is one readable message", () => {
    expect(() => parseEnv({ ...good, STORE_COUNTRY: "de", STORE_CURRENCY: "eur" })).toThrow(
      "The shop cannot start, its environment is wrong:\n" +
        '- STORE_COUNTRY is "de": give an ISO 3166-1 country code in capitals, such as DE\n' +
        '- STORE_CURRENCY is "eur": give an ISO 4217 currency code in capitals, such as EUR',
    );
  });

  test.each([
    ["STORE_COUNTRY", "QQ"],
    ["STORE_COUNTRY", "DEU"],
    ["STORE_CURRENCY", "EURO"],
    ["STORE_CURRENCY", "QQQ"],
    ["STORE_TITLE", "a\nb"],
    ["STORE_TITLE", "x".repeat(81)],
    ["STORE_TITLE", "   "],
    ["MEDUSA_BACKEND_URL", "server:9000"],
    ["MEDUSA_BACKEND_URL", "ftp://server:9000"],
    ["MEDUSA_BACKEND_URL", "http://server:9000/store"],
    ["MEDUSA_PUBLISHABLE_KEY", "pk_short"],
    ["MEDUSA_PUBLISHABLE_KEY", `sk_${"a1".repeat(32)}`],
  ])("refuses %s=%j", (name, value) => {
    expect(problemsOf({ ...good, [name]: value })).toEqual([expect.stringContaining(name)]);
  });

  test("repeats no secret in its message", () => {
    const problems = problemsOf({ ...good, MEDUSA_BACKEND_URL: "http://user:hunter2@server", MEDUSA_PUBLISHABLE_KEY: "pk_hunter2" });
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain("hunter2");
  });
});
