import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { defaultVersion, knownReleases, releaseOf, releaseUrls } from "./k3s-release.ts";

const [known] = Object.values(knownReleases);
const other = { version: "v1.36.9+k3s1", binarySha256: "a".repeat(64), imagesSha256: "b".repeat(64), installerSha256: "c".repeat(64) };

describe("releaseOf", () => {
  test("knows the sums of the default version", () => {
    expect(releaseOf({ version: defaultVersion })).toEqual(known);
    for (const { binarySha256, imagesSha256, installerSha256 } of Object.values(knownReleases)) {
      expect([binarySha256, imagesSha256, installerSha256].every((sum) => /^[0-9a-f]{64}$/.test(sum))).toBe(true);
    }
  });

  test("its sums are those of the release's own list, whose sum is published too", () => {
    // sha256sum-amd64.txt of v1.36.4+k3s1; the two archives that are not used are part of it.
    const list = [
      "f94b5be3d3403ee6aa9b374d0eb9c91abce4347b7fe6422c317f93ada6da08a0  k3s-airgap-images-amd64.tar",
      "a5a6c970a992ce6ed5801b5fd090aa7edde354a786eb0e7d75b162d0b22901dd  k3s-airgap-images-amd64.tar.gz",
      `${known?.imagesSha256}  k3s-airgap-images-amd64.tar.zst`,
      `${known?.binarySha256}  k3s`,
      "",
    ];
    expect(createHash("sha256").update(list.join("\n")).digest("hex")).toBe(
      "db1dbdc92f0cb5ccd361348a113f4dff82b1f9194175e5993efc37224a04ba4d",
    );
  });

  test("takes another version with all its sums", () => {
    expect(releaseOf(other)).toEqual(other);
  });

  test("refuses when a sum contradicts the published one", () => {
    expect(() => releaseOf({ version: defaultVersion, binarySha256: "0".repeat(64) })).toThrow(
      `azure.k3s.binarySha256 is ${"0".repeat(64)}, but v1.36.4+k3s1 was published with ${known?.binarySha256}`,
    );
  });

  test("refuses when an unknown version comes without sums, and names each", () => {
    const attempt = () => releaseOf({ version: "v1.37.1+k3s1", imagesSha256: "b".repeat(64) });
    expect(attempt).toThrow("azure.k3s.binarySha256 is missing: the program does not know v1.37.1+k3s1");
    expect(attempt).toThrow("azure.k3s.installerSha256 is missing: the program does not know v1.37.1+k3s1");
    expect(attempt).not.toThrow("imagesSha256 is missing");
  });
});

test("releaseUrls escapes the plus sign", () => {
  expect(releaseUrls("v1.36.4+k3s1")).toEqual({
    binary: "https://github.com/k3s-io/k3s/releases/download/v1.36.4%2Bk3s1/k3s",
    images: "https://github.com/k3s-io/k3s/releases/download/v1.36.4%2Bk3s1/k3s-airgap-images-amd64.tar.zst",
    installer: "https://raw.githubusercontent.com/k3s-io/k3s/v1.36.4%2Bk3s1/install.sh",
  });
});
