import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { redactor } from "./redaction.ts";

test("a secret inside a line is taken out, the rest stays", () => {
  expect(redactor(["hunter2hunter2"])("url postgres://u:hunter2hunter2@db")).toBe("url postgres://u:[secret]@db");
});

test("an empty or short value blanks out nothing", () => {
  expect(redactor(["", "a"])("a banana")).toBe("a banana");
});

test("no secret survives, also when one holds another", () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9]{8,20}$/);
  fc.assert(
    fc.property(fc.array(secret, { minLength: 1, maxLength: 5 }), fc.string(), (secrets, noise) => {
      const shown = redactor(secrets)(secrets.map((value) => `${noise}<${value}>`).join(""));
      const rest = shown.replaceAll("[secret]", "").replaceAll(noise, "");
      for (const value of secrets) expect(rest).not.toContain(value);
    }),
  );
});
