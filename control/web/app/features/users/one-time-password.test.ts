import { expect, test } from "@jest/globals";
import { oneTimePassword } from "./one-time-password.ts";

test("is long, can be read out, and is another one each time", () => {
  const passwords = Array.from({ length: 200 }, oneTimePassword);
  for (const password of passwords) expect(password).toMatch(/^([a-hj-km-np-zA-HJ-NP-Z2-9]{5}-){3}[a-hj-km-np-zA-HJ-NP-Z2-9]{5}$/);
  expect(new Set(passwords).size).toBe(passwords.length);
});
