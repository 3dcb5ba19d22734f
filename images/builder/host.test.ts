import { describe, expect, test } from "@jest/globals";
import { chooseBuildHost, dockerArguments, network } from "./host.ts";

const linux = { platform: "linux", root: true, mmdebstrap: true, docker: false };

describe("where images are built", () => {
  test("here as root with mmdebstrap, even when Docker is there", () => {
    expect(chooseBuildHost(linux)).toBe("here");
    expect(chooseBuildHost({ ...linux, docker: true })).toBe("here");
  });

  test.each([
    ["without root", { ...linux, root: false, docker: true }],
    ["without mmdebstrap", { ...linux, mmdebstrap: false, docker: true }],
    ["on another system", { platform: "darwin", root: false, mmdebstrap: false, docker: true }],
  ])("in Docker %s", (_what, facts) => {
    expect(chooseBuildHost(facts)).toBe("docker");
  });

  test.each([
    [
      "mmdebstrap",
      { ...linux, mmdebstrap: false },
      "building images needs mmdebstrap (on Debian and Ubuntu: apt-get install -y mmdebstrap)",
    ],
    ["root", { ...linux, root: false }, "building images needs root, or Docker; run as root or install Docker"],
    ["Docker", { ...linux, platform: "darwin" }, "building images needs Docker on this system; install and start it"],
  ])("refuses without %s, saying what to install", (_what, facts, message) => {
    expect(() => chooseBuildHost(facts)).toThrow(message);
  });
});

test("the container gets the checkout read-only and the cache, and runs the same program", () => {
  const args = dockerArguments("/repo", "/home/me/.cache/storefleet", "setup", ["medusa"]);
  expect(args).toContain("--volume=/repo:/storefleet:ro");
  expect(args).toContain("--volume=/home/me/.cache/storefleet:/cache");
  expect(args.slice(args.indexOf("sh"))).toEqual([
    "sh",
    "-ec",
    "setup",
    "sh",
    "/storefleet/images/build.ts",
    "--cache",
    "/cache",
    "medusa",
  ]);
});

test("the container gets the machine's proxy by name, so that its password is in no command line, and its certificate authority", () => {
  expect(network({})).toEqual([]);
  expect(network({ HTTPS_PROXY: "http://me:secret@proxy", NODE_EXTRA_CA_CERTS: "/etc/ca.pem" })).toEqual([
    "--env=HTTPS_PROXY",
    "--volume=/etc/ca.pem:/authority.pem:ro",
    "--env=NODE_EXTRA_CA_CERTS=/authority.pem",
  ]);
});
