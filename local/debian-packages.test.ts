import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { AptOptions } from "./apt.ts";
import { temporaryFolder } from "./binaries/test-fixtures.ts";
import { ensureHostTools, HOST_TOOLS, missingHostTools } from "./debian-packages.ts";

describe("host tools", () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let bin: string;
  let base: AptOptions;
  let calls: string[];
  beforeEach(async () => {
    temporary = await temporaryFolder();
    bin = join(temporary.folder, "bin");
    calls = [];
    await mkdir(bin);
    await put("apt-get", "dpkg", ...HOST_TOOLS.flatMap((tool) => tool.commands));
    await writeFile(join(temporary.folder, "x_Packages"), "");
    base = { environment: { PATH: bin }, folders: [], isRoot: true, lists: temporary.folder, run: installing() };
  });
  afterEach(() => temporary.remove());

  async function put(...commands: readonly string[]): Promise<void> {
    for (const command of commands) {
      await writeFile(join(bin, command), "");
      await chmod(join(bin, command), 0o755);
    }
  }
  async function take(...commands: readonly string[]): Promise<void> {
    for (const command of commands) await chmod(join(bin, command), 0o644);
  }
  function installing(...commands: readonly string[]): NonNullable<AptOptions["run"]> {
    return async (_file, words) => {
      calls.push(words.join(" "));
      await put(...commands);
      return { stdout: "", stderr: "" };
    };
  }

  test("start no service, so that none of the packages is a runtime", () => {
    const names = HOST_TOOLS.map((tool) => tool.package);
    for (const service of ["containerd", "runc", "docker.io", "busybox-static"]) expect(names).not.toContain(service);
  });

  test("are complete when every command is there", async () => {
    expect(await missingHostTools(base)).toEqual([]);
    expect(await ensureHostTools(base)).toEqual([]);
    expect(calls).toEqual([]);
  });

  test("are missing when one of a package's commands is", async () => {
    await take("iptables-restore", "socat");
    expect((await missingHostTools(base)).map((tool) => tool.package)).toEqual(["iptables", "socat"]);
  });

  test("are installed, only those that are missing", async () => {
    await take("socat", "ipset");
    expect(await ensureHostTools({ ...base, run: installing("socat", "ipset") })).toEqual(["ipset", "socat"]);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatch(/^install .* --no-install-recommends .* ipset socat$/);
  });

  test("are refused without root, with the command to run", async () => {
    await take("socat", "ipset");
    await expect(ensureHostTools({ ...base, isRoot: false })).rejects.toThrow(
      "ipset, socat must be installed, which only root may do. Run: sudo apt-get install -y ipset socat",
    );
    expect(calls).toEqual([]);
  });

  test("are refused where there is no apt", async () => {
    await take("socat", "apt-get");
    await expect(ensureHostTools(base)).rejects.toThrow("The embedded cluster needs Debian or Ubuntu: there is no apt-get here.");
  });

  test("are looked for again after the installation", async () => {
    await take("socat");
    await expect(ensureHostTools(base)).rejects.toThrow("apt-get installed socat, and yet these commands are missing: socat.");
  });
});
