import { describe, expect, test } from "@jest/globals";
import { goTarget, hostPlatform } from "./platform.ts";

describe("host platform", () => {
  test.each([
    ["linux", "x64", "linux-amd64"],
    ["linux", "arm64", "linux-arm64"],
    ["darwin", "x64", "darwin-amd64"],
    ["darwin", "arm64", "darwin-arm64"],
  ])("of %s on %s is %s", (system, architecture, platform) => {
    expect(hostPlatform(system, architecture)).toBe(platform);
  });

  test("refuses a machine without binaries", () => {
    expect(() => hostPlatform("win32", "x64")).toThrow(
      "No binaries for win32 on x64; there are some for linux-amd64, linux-arm64, darwin-amd64, darwin-arm64.",
    );
  });

  test("splits into Go's words", () => {
    expect(goTarget("darwin-arm64")).toEqual({ system: "darwin", architecture: "arm64" });
  });
});
