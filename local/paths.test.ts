import { describe, expect, test } from "@jest/globals";
import { cacheFolder, stateFolder } from "./paths.ts";

describe("folders", () => {
  test("follow the XDG defaults under HOME", () => {
    expect(cacheFolder({ HOME: "/home/ada" })).toBe("/home/ada/.cache/storefleet");
    expect(stateFolder({ HOME: "/home/ada" })).toBe("/home/ada/.local/state/storefleet");
  });

  test("follow XDG variables", () => {
    expect(cacheFolder({ HOME: "/home/ada", XDG_CACHE_HOME: "/c" })).toBe("/c/storefleet");
    expect(stateFolder({ HOME: "/home/ada", XDG_STATE_HOME: "/s" })).toBe("/s/storefleet");
  });

  test("ignore relative and empty XDG variables", () => {
    expect(cacheFolder({ HOME: "/home/ada", XDG_CACHE_HOME: "c" })).toBe("/home/ada/.cache/storefleet");
    expect(stateFolder({ HOME: "/home/ada", XDG_STATE_HOME: "" })).toBe("/home/ada/.local/state/storefleet");
  });

  test("are the named folder itself when STOREFLEET_CACHE or STOREFLEET_STATE is set", () => {
    expect(cacheFolder({ HOME: "/home/ada", XDG_CACHE_HOME: "/c", STOREFLEET_CACHE: "/mnt/cache" })).toBe("/mnt/cache");
    expect(stateFolder({ STOREFLEET_STATE: "/mnt/state" })).toBe("/mnt/state");
  });

  test("refuse a relative folder", () => {
    expect(() => cacheFolder({ HOME: "/home/ada", STOREFLEET_CACHE: "cache" })).toThrow(
      'STOREFLEET_CACHE is "cache"; it must be an absolute path, such as /var/cache/storefleet.',
    );
  });

  test("refuse when there is no home folder", () => {
    expect(() => stateFolder({})).toThrow(
      "No folder for Storefleet: neither STOREFLEET_STATE nor HOME is set to an absolute path. Set STOREFLEET_STATE.",
    );
  });
});
