import { describe, expect, test } from "@jest/globals";
import { sourcesFrom } from "./sources.ts";

describe("sourcesFrom", () => {
  test("needs nothing", () => {
    expect(sourcesFrom({})).toEqual({});
    expect(sourcesFrom({ STOREFLEET_MIRROR: "", STOREFLEET_MIRROR_TRUST: "" })).toEqual({});
  });

  test.each([
    ["a folder", "/srv/mirror", "/srv/mirror"],
    ["a folder as URL", "file:///srv/my%20mirror/", "/srv/my mirror/"],
    ["an address", "https://mirror.example/storefleet/", "https://mirror.example/storefleet"],
  ])("takes %s", (_what, value, mirror) => {
    expect(sourcesFrom({ STOREFLEET_MIRROR: value })).toEqual({ mirror });
  });

  test("takes unpinned archives from a folder only when asked", () => {
    expect(sourcesFrom({ STOREFLEET_MIRROR: "/srv/mirror", STOREFLEET_MIRROR_TRUST: "unpinned" })).toEqual({
      mirror: "/srv/mirror",
      mirrorTrust: "unpinned",
    });
  });

  test.each([
    ["a relative folder", { STOREFLEET_MIRROR: "mirror" }, 'STOREFLEET_MIRROR is "mirror"; it must be an absolute folder'],
    ["another trust", { STOREFLEET_MIRROR_TRUST: "yes" }, 'STOREFLEET_MIRROR_TRUST is "yes"; allowed: unpinned, or not set'],
    ["trust without a mirror", { STOREFLEET_MIRROR_TRUST: "unpinned" }, "needs STOREFLEET_MIRROR to be a folder of this machine"],
    [
      "trust in a network",
      { STOREFLEET_MIRROR: "https://mirror.example", STOREFLEET_MIRROR_TRUST: "unpinned" },
      "what comes over a network is never taken unchecked",
    ],
  ])("refuses %s", (_what, environment, message) => {
    expect(() => sourcesFrom(environment)).toThrow(message);
  });
});
