import { describe, expect, test } from "@jest/globals";
import { CATALOG } from "./catalog.ts";
import { mirrorArtefact, mirrorFileOf, mirrorOf } from "./mirror.ts";

describe("mirror", () => {
  test.each([
    [undefined, undefined],
    ["", undefined],
    ["/srv/mirror", "file:///srv/mirror/"],
    ["/srv/my mirror/", "file:///srv/my%20mirror/"],
    ["file:///srv/mirror", "file:///srv/mirror/"],
    ["https://mirror.example/storefleet", "https://mirror.example/storefleet/"],
    ["http://mirror.example/", "http://mirror.example/"],
  ])("setting %j means %j", (value, expected) => {
    expect(mirrorOf({ STOREFLEET_MIRROR: value })).toBe(expected);
  });

  test.each(["mirror", "ftp://mirror.example"])("refuses %j", (value) => {
    expect(() => mirrorOf({ STOREFLEET_MIRROR: value })).toThrow(
      `STOREFLEET_MIRROR is "${value}"; it must be an absolute folder such as /srv/mirror, or a URL such as https://mirror.example/storefleet.`,
    );
  });

  test("has the official files under their names, with version and platform", () => {
    expect(mirrorFileOf(CATALOG.helm, "linux-amd64")).toBe("helm-v3.20.2-linux-amd64.tar.gz");
    expect(mirrorFileOf(CATALOG.kubelet, "linux-arm64")).toBe("kubelet-v1.36.3-linux-arm64");
    expect(mirrorFileOf(CATALOG["calico-felix"], "linux-amd64")).toBe("calico-felix-v3.28.5-linux-amd64");
    expect(mirrorFileOf(CATALOG["calico-felix"], "darwin-arm64")).toBeUndefined();
  });

  test("enforces pinned checksums and asks for the others beside the file", () => {
    expect(mirrorArtefact(CATALOG.helm, "linux-amd64", "file:///m/")?.artefact).toMatchObject({
      url: "file:///m/helm-v3.20.2-linux-amd64.tar.gz",
      member: "linux-amd64/helm",
      checksum: CATALOG.helm.official?.artefacts["linux-amd64"]?.checksum,
    });
    expect(mirrorArtefact(CATALOG.pause, "linux-amd64", "file:///m/")).toEqual({
      version: "3.10.2",
      artefact: {
        url: "file:///m/pause-v3.10.2-linux-amd64",
        mirrorFile: "pause-v3.10.2-linux-amd64",
        checksum: { kind: "published", url: "file:///m/pause-v3.10.2-linux-amd64.sha256" },
      },
    });
  });
});
