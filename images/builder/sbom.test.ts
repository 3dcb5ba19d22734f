import { expect, test } from "@jest/globals";
import { cycloneDx, debianComponent, lockComponents } from "./sbom.ts";

test("a Debian package has the purl that scanners look for", () => {
  expect(debianComponent({ name: "libstdc++6", version: "14.2.0-19", architecture: "amd64" }, "trixie")).toEqual({
    type: "library",
    name: "libstdc++6",
    version: "14.2.0-19",
    purl: "pkg:deb/debian/libstdc%2B%2B6@14.2.0-19?arch=amd64&distro=trixie",
  });
});

test("a lock file's packages are listed once, with scope and licence", () => {
  const components = lockComponents({
    "": { version: "1.0.0" },
    "node_modules/b": { version: "2.0.0", license: "MIT" },
    "node_modules/a/node_modules/b": { version: "2.0.0", license: "MIT" },
    "node_modules/@scope/c": { version: "3.0.0" },
    "node_modules/linked": { link: true },
  });
  expect(components).toEqual([
    { type: "library", name: "@scope/c", version: "3.0.0", purl: "pkg:npm/%40scope/c@3.0.0" },
    { type: "library", name: "b", version: "2.0.0", purl: "pkg:npm/b@2.0.0", license: "MIT" },
  ]);
});

test("the document is CycloneDX 1.6 and says which image it is about", () => {
  const license = (name: string, text: string) => ({
    type: "library" as const,
    name,
    version: "1",
    purl: `pkg:npm/${name}@1`,
    license: text,
  });
  const text = cycloneDx({ reference: "storefleet.local/app:1-abc", imageId: `sha256:${"0".repeat(64)}` }, [
    license("a", "(MIT OR Apache-2.0)"),
    license("b", "SEE LICENSE IN LICENSE.txt"),
  ]);
  expect(JSON.parse(text)).toEqual({
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      tools: { components: [{ type: "application", name: "storefleet-images" }] },
      component: {
        type: "container",
        name: "storefleet.local/app",
        version: "1-abc",
        "bom-ref": "storefleet.local/app:1-abc",
        hashes: [{ alg: "SHA-256", content: "0".repeat(64) }],
      },
    },
    components: [
      {
        type: "library",
        name: "a",
        version: "1",
        purl: "pkg:npm/a@1",
        "bom-ref": "pkg:npm/a@1",
        licenses: [{ expression: "(MIT OR Apache-2.0)" }],
      },
      {
        type: "library",
        name: "b",
        version: "1",
        purl: "pkg:npm/b@1",
        "bom-ref": "pkg:npm/b@1",
        licenses: [{ license: { name: "SEE LICENSE IN LICENSE.txt" } }],
      },
    ],
  });
});
