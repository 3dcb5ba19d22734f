import { readdir, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { binFolder, pulumiHome } from "./bin-folder.ts";
import type { BinaryName, ResolvedBinary } from "./binary.ts";
import { temporaryFolder } from "./test-fixtures.ts";

function resolved(name: BinaryName, file: string, version = "1.0.0"): ResolvedBinary {
  return { name, version, file, route: "go", sha256: "" };
}

describe("folders of binaries", () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    temporary = await temporaryFolder();
  });
  afterEach(() => temporary.remove());

  test("have the plain names, and are the same for the same binaries in any order", async () => {
    const binaries = [resolved("helm", "/c/helm"), resolved("kubectl", "/c/kubectl")];
    const folder = await binFolder(temporary.folder, binaries);
    expect(folder.startsWith(join(temporary.folder, "bin"))).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(["helm", "kubectl"]);
    expect(await readlink(join(folder, "helm"))).toBe("/c/helm");
    expect(await binFolder(temporary.folder, [...binaries].reverse())).toBe(folder);
  });

  test("are others when a binary changes", async () => {
    const before = await binFolder(temporary.folder, [resolved("helm", "/c/1/helm")]);
    const after = await binFolder(temporary.folder, [resolved("helm", "/c/2/helm")]);
    expect(after).not.toBe(before);
    expect(await readlink(join(before, "helm"))).toBe("/c/1/helm");
  });

  test("mend a link that points elsewhere", async () => {
    const folder = await binFolder(temporary.folder, [resolved("helm", "/c/helm")]);
    await writeFile(join(folder, "helm.tmp"), "");
    const plugin = resolved("pulumi-resource-kubernetes", "/c/old", "4.18.1");
    const home = await pulumiHome(temporary.folder, plugin);
    await pulumiHome(temporary.folder, { ...plugin, file: "/c/new" });
    expect(await readlink(join(home, "plugins/resource-kubernetes-v4.18.1/pulumi-resource-kubernetes"))).toBe("/c/new");
  });

  test("give Pulumi its plugin under the plugin's own version, beside others", async () => {
    const home = await pulumiHome(temporary.folder, resolved("pulumi-resource-kubernetes", "/c/one", "4.18.1"));
    await pulumiHome(temporary.folder, resolved("pulumi-resource-kubernetes", "/c/two", "4.34.2"));
    expect(home).toBe(join(temporary.folder, "pulumi-home"));
    expect((await readdir(join(home, "plugins"))).sort()).toEqual(["resource-kubernetes-v4.18.1", "resource-kubernetes-v4.34.2"]);
  });
});
