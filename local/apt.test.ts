import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { AptError, type AptOptions, downloadPackages, install, requireApt, updateLists } from "./apt.ts";
import { ChildError } from "./binaries/child.ts";
import { temporaryFolder } from "./binaries/test-fixtures.ts";

describe("apt", () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let calls: string[];
  beforeEach(async () => {
    temporary = await temporaryFolder();
    calls = [];
    await writeFile(join(temporary.folder, "debian_main_binary-amd64_Packages.lz4"), "");
  });
  afterEach(() => temporary.remove());

  /** Runs nothing; each command fails with the next of these messages, or succeeds at "". */
  function pretend(...failures: readonly string[]): AptOptions {
    const answers = [...failures];
    return {
      isRoot: true,
      lists: temporary.folder,
      environment: { PATH: "/bin" },
      run: async (_file, words, { environment }) => {
        expect(environment).toMatchObject({ DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" });
        calls.push(words.filter((word, index) => word !== "-o" && words[index - 1] !== "-o").join(" "));
        const failure = answers.shift();
        if (failure) throw new ChildError("apt-get", 100, failure);
        return { stdout: "", stderr: "" };
      },
    };
  }

  test("installs without questions and without recommended packages", async () => {
    await install(["ipset", "socat"], pretend());
    expect(calls).toEqual(["install -y -q --no-install-recommends ipset socat"]);
  });

  test("reads the lists first when there are none", async () => {
    await mkdir(join(temporary.folder, "empty"));
    await install(["ipset"], { ...pretend(), lists: join(temporary.folder, "empty") });
    expect(calls).toEqual(["update -q", "install -y -q --no-install-recommends ipset"]);
  });

  test("reads the lists anew, once, when they name files that are gone", async () => {
    await downloadPackages(["runc"], "/", pretend("E: Failed to fetch http://d/runc.deb  404  Not Found"));
    expect(calls).toEqual(["download -q runc", "update -q", "download -q runc"]);
  });

  test("goes on when one server of several fails to be read", async () => {
    await updateLists(pretend("E: Failed to fetch https://third.example/dists"));
    expect(calls).toEqual(["update -q"]);
  });

  test("says that no server answers", async () => {
    const failure = "E: Failed to fetch http://deb.debian.org/x  Could not resolve 'deb.debian.org'";
    await expect(install(["ipset"], pretend(failure))).rejects.toThrow(
      /^apt-get failed\. No Debian server answers: check the network and \/etc\/apt\/sources\.list\.\n[\s\S]*Could not resolve/,
    );
  });

  test("tells the seconds", async () => {
    const events: string[] = [];
    await install(["ipset"], { ...pretend(), onProgress: ({ phase, packages }) => events.push(`${phase} ${packages}`) });
    expect(events).toEqual(["installing ipset"]);
  });

  test("refuses to read lists without root", async () => {
    await expect(updateLists({ ...pretend(), isRoot: false })).rejects.toThrow(
      "The package lists are missing or out of date, and only root may read them anew. Run: sudo apt-get update",
    );
    expect(calls).toEqual([]);
  });

  test("is named when it is not there", async () => {
    await expect(requireApt("The embedded cluster", { environment: { PATH: temporary.folder }, folders: [] })).rejects.toThrow(
      new AptError(
        "The embedded cluster needs Debian or Ubuntu: there is no apt-get here. Use k3d, or name a kubeconfig context of a running cluster.",
      ),
    );
  });
});
