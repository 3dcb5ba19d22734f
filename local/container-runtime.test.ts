import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { AptOptions } from "./apt.ts";
import { filesUnder, temporaryFolder } from "./binaries/test-fixtures.ts";
import { ensureContainerRuntime } from "./container-runtime.ts";

const TREES: Readonly<Record<string, readonly string[]>> = {
  containerd: ["usr/bin/containerd", "usr/bin/containerd-shim-runc-v2", "usr/bin/ctr", "lib/systemd/system/containerd.service"],
  runc: ["usr/sbin/runc"],
  "containernetworking-plugins": ["usr/lib/cni/host-local"],
  "busybox-static": ["bin/busybox"],
};
const VERSION = "1:1.2~ds1-3+deb12u1";

describe("container runtime", () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let cache: string;
  let calls: string[];
  let options: AptOptions;
  beforeEach(async () => {
    temporary = await temporaryFolder();
    cache = join(temporary.folder, "cache");
    calls = [];
    await writeFile(join(temporary.folder, "x_Packages"), "");
    for (const command of ["apt-get", "dpkg"]) await writeFile(join(temporary.folder, command), "", { mode: 0o755 });
    options = {
      environment: { PATH: temporary.folder, STOREFLEET_CACHE: cache },
      folders: [],
      isRoot: false,
      lists: temporary.folder,
      run: pretend(TREES),
    };
  });
  afterEach(() => temporary.remove());

  /** apt and dpkg, as far as they are used here. */
  function pretend(trees: typeof TREES): NonNullable<AptOptions["run"]> {
    return async (file, words, { cwd = "" }) => {
      calls.push(`${file} ${words[0]}`);
      const packageOf = (path: string) => basename(path, ".deb");
      if (file === "apt-get") for (const name of words.filter((word) => word in TREES)) await writeFile(join(cwd, `${name}.deb`), "");
      if (file === "dpkg-deb") return { stdout: `Package: ${packageOf(words[1] ?? "")}\nVersion: ${VERSION}\n`, stderr: "" };
      if (file === "dpkg") {
        for (const path of trees[packageOf(words[1] ?? "")] ?? []) {
          await mkdir(join(words[2] ?? "", dirname(path)), { recursive: true });
          await writeFile(join(words[2] ?? "", path), "");
        }
      }
      return { stdout: "", stderr: "" };
    };
  }

  test("is unpacked beside the system, without root", async () => {
    const runtime = await ensureContainerRuntime(options);
    const tree = (name: string) => join(cache, "debian", `${name}_1%3a1.2~ds1-3+deb12u1`);
    expect(runtime).toEqual({
      containerd: join(tree("containerd"), "usr/bin/containerd"),
      shim: join(tree("containerd"), "usr/bin/containerd-shim-runc-v2"),
      ctr: join(tree("containerd"), "usr/bin/ctr"),
      runc: join(tree("runc"), "usr/sbin/runc"),
      cniPlugins: join(tree("containernetworking-plugins"), "usr/lib/cni"),
      busybox: join(tree("busybox-static"), "bin/busybox"),
      versions: { containerd: VERSION, runc: VERSION, "containernetworking-plugins": VERSION, "busybox-static": VERSION },
    });
    expect(calls.filter((call) => call.startsWith("apt-get"))).toEqual(["apt-get download"]);
    expect(await filesUnder(join(cache, "staging"))).toEqual([]);
  });

  test("is not fetched again", async () => {
    const first = await ensureContainerRuntime(options);
    calls.length = 0;
    expect(await ensureContainerRuntime({ ...options, environment: { STOREFLEET_CACHE: cache } })).toEqual(first);
    expect(calls).toEqual([]);
  });

  test("refuses a package that lacks what it should have, and says what to do", async () => {
    const trees = { ...TREES, runc: ["usr/bin/something"] };
    await expect(ensureContainerRuntime({ ...options, run: pretend(trees) })).rejects.toThrow(
      `runc is not in Debian's package as expected. Remove ${join(cache, "debian")} and run it again.`,
    );
  });

  test("is refused where there is no apt", async () => {
    await expect(ensureContainerRuntime({ ...options, environment: { PATH: "/nowhere", STOREFLEET_CACHE: cache } })).rejects.toThrow(
      "The embedded cluster needs Debian or Ubuntu: there is no apt-get here.",
    );
  });
});
