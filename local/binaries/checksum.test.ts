import { describe, expect, test } from "@jest/globals";
import { checksumIn } from "./checksum.ts";

const SUM = "a".repeat(64);
const OTHER = "b".repeat(64);

describe("published checksum", () => {
  test.each([
    ["alone", `${SUM}\n`],
    ["alone without a newline", SUM],
    ["with its name", `${SUM}  tool.tgz\n`],
    ["in binary mode", `${SUM} *tool.tgz\n`],
    ["with a folder", `${SUM}  ./dist/tool.tgz\n`],
    ["in capitals", `${SUM.toUpperCase()}  tool.tgz\n`],
    ["among others", `${OTHER}  tool.tgz.asc\n${SUM}  tool.tgz\n${OTHER}  other\n`],
  ])("is found %s", (_where, text) => {
    expect(checksumIn(text, "tool.tgz")).toBe(SUM);
  });

  test.each([
    ["of another file", `${SUM}  other.tgz\n`],
    ["of another algorithm", `${"a".repeat(40)}  tool.tgz\n`],
    ["that is a page", "<html>Not found</html>"],
    ["without a name among several", `${SUM}\n${OTHER}\n`],
    ["that is empty", ""],
  ])("is not taken from text %s", (_what, text) => {
    expect(checksumIn(text, "tool.tgz")).toBeUndefined();
  });
});
