import { expect, test } from "@jest/globals";
import { auditActionText, auditTargetText } from "./audit-text.ts";

test.each([
  ["key.revoke", "Revoke API key"],
  ["user.sign-in", "Sign in"],
  ["store.burn", "store.burn"],
  ["constructor", "constructor"],
])("%s reads %s", (action, text) => expect(auditActionText({ action })).toBe(text));

test.each([
  ["shop", { engine: "medusa" }, "shop"],
  ["k1", { start: "sf_aBc", name: "deploy" }, "deploy sf_aBc…"],
  ["k1", { start: "sf_aBc", name: null }, "sf_aBc…"],
  [null, null, "–"],
])("a target %s with %j reads %s", (target, data, text) => expect(auditTargetText({ target, data })).toBe(text));
