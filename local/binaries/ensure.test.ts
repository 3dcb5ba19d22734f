import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ensureBinaries } from "./ensure.ts";
import type { GoSearch } from "./go-toolchain.ts";
import { planBinaries } from "./plan.ts";
import type { BinaryProgress } from "./progress.ts";
import { forgetReachability } from "./reachability.ts";
import type { BinaryOptions } from "./survey.ts";
import {
  catalogOf,
  type FileServer,
  filesUnder,
  HOST,
  releaseOf,
  serveFiles,
  sha256,
  temporaryFolder,
  testBinary,
  writeFakeGo,
  writeModules,
} from "./test-fixtures.ts";
import { tarOf } from "./test-tar.ts";

const NO_GO: GoSearch = { missing: "there is no go on PATH" };
const PROGRAM = "#!/bin/sh\necho tool v2.0.0\n";
const BUILD = `printf '#!/bin/sh\\necho tool v1.2.3\\n' > "$output/helm"; chmod +x "$output/helm"`;

describe("ensuring binaries", () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: FileServer | undefined;
  let cache: string;
  let events: BinaryProgress[];
  let base: BinaryOptions;

  beforeEach(async () => {
    forgetReachability();
    temporary = await temporaryFolder();
    cache = join(temporary.folder, "cache");
    events = [];
    base = {
      environment: { PATH: process.env.PATH, HOME: temporary.folder, STOREFLEET_CACHE: cache },
      platform: HOST,
      go: NO_GO,
      modules: await writeModules(temporary.folder),
      onProgress: (event) => events.push(event),
    };
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await temporary.remove();
  });

  const versionCommand = { arguments: [], prefix: "tool v" };
  const phases = () => [...new Set(events.map(({ route, phase }) => `${route} ${phase}`))];
  const serving = async (files: Readonly<Record<string, Buffer | string>>) => {
    server = await serveFiles(files);
    return server.url;
  };
  async function fakeGo(build = BUILD): Promise<GoSearch> {
    return { found: { file: await writeFakeGo(temporary.folder, build), version: "go1.26.8", toolchain: "local", proxy: "off" } };
  }

  test("downloads, checks and caches; the second call asks nobody", async () => {
    const url = `${await serving({ "/tool-2.0.0": PROGRAM })}/tool-2.0.0`;
    const options = { ...base, catalog: catalogOf(testBinary({ official: releaseOf(url, PROGRAM), versionCommand })) };
    const first = await ensureBinaries(["helm"], options);
    expect(first.get("helm")).toMatchObject({ name: "helm", version: "2.0.0", route: "official", sha256: sha256(PROGRAM) });
    expect(await readFile(first.get("helm")?.file ?? "", "utf8")).toBe(PROGRAM);
    expect(phases()).toEqual(["official downloading", "official unpacking", "official publishing", "official done"]);
    const asked = server?.requests.length;
    events.length = 0;
    expect(await ensureBinaries(["helm"], options)).toEqual(first);
    expect(server?.requests.length).toBe(asked);
    expect(phases()).toEqual(["cache done"]);
    expect((await filesUnder(cache)).filter((file) => !file.startsWith("binaries/helm/"))).toEqual([]);
  });

  test("takes the program out of its archive", async () => {
    const archive = await tarOf({ "x/tool": PROGRAM, "x/README": "no" });
    const url = `${await serving({ "/tool.tar.gz": archive })}/tool.tar.gz`;
    const artefact = { url, member: "x/tool", mirrorFile: "tool.tar.gz", checksum: { kind: "pinned", sha256: sha256(archive) } } as const;
    const catalog = catalogOf(testBinary({ official: { version: "2.0.0", artefacts: { [HOST]: artefact } }, versionCommand }));
    expect((await ensureBinaries(["helm"], { ...base, catalog })).get("helm")?.sha256).toBe(sha256(PROGRAM));
  });

  test("believes the publisher's checksum file where none is pinned, and refuses when it says otherwise", async () => {
    const origin = await serving({
      "/tool": PROGRAM,
      "/good": `${sha256(PROGRAM)}  tool\n`,
      "/bad": `${sha256("x")}  tool\n`,
      "/other": `${sha256("x")}  y\n`,
    });
    const catalog = (file: string) =>
      catalogOf(
        testBinary({
          official: {
            version: "2.0.0",
            artefacts: {
              [HOST]: { url: `${origin}/tool`, mirrorFile: "tool", checksum: { kind: "published", url: `${origin}/${file}` } },
            },
          },
        }),
      );
    await expect(ensureBinaries(["helm"], { ...base, catalog: catalog("bad") })).rejects.toMatchObject({ code: "checksum" });
    await expect(ensureBinaries(["helm"], { ...base, catalog: catalog("other") })).rejects.toThrow(
      `${origin}/other does not list a SHA-256 of tool, so ${origin}/tool was not used.`,
    );
    expect((await ensureBinaries(["helm"], { ...base, catalog: catalog("good") })).get("helm")?.version).toBe("2.0.0");
  });

  test("stops at a wrong checksum instead of trying the next route, and leaves nothing", async () => {
    const url = `${await serving({ "/tool-2.0.0": "malware" })}/tool-2.0.0`;
    const catalog = catalogOf(testBinary({ official: releaseOf(url, PROGRAM) }));
    await expect(ensureBinaries(["helm"], { ...base, catalog, go: await fakeGo() })).rejects.toThrow(
      `${url} has a wrong checksum: expected SHA-256 ${sha256(PROGRAM)}, got ${sha256("malware")}.`,
    );
    expect(await filesUnder(cache)).toEqual([]);
    expect(events.at(-1)).toMatchObject({ route: "official", phase: "failed" });
  });

  test("uses a mirror folder, and refuses a wrong file in it by name", async () => {
    const mirror = join(temporary.folder, "mirror");
    await mkdir(mirror);
    await writeFile(join(mirror, "tool-2.0.0"), "malware");
    const catalog = catalogOf(testBinary({ official: releaseOf("http://127.0.0.1:9/tool-2.0.0", PROGRAM), versionCommand }));
    const options = { ...base, catalog, environment: { ...base.environment, STOREFLEET_MIRROR: mirror } };
    await expect(ensureBinaries(["helm"], options)).rejects.toThrow(
      `${join(mirror, "tool-2.0.0")} has a wrong checksum: expected SHA-256 ${sha256(PROGRAM)}, got ${sha256("malware")}. It was not used. Replace it by the publisher's file.`,
    );
    await writeFile(join(mirror, "tool-2.0.0"), PROGRAM);
    expect((await ensureBinaries(["helm"], options)).get("helm")).toMatchObject({ route: "mirror", version: "2.0.0" });
  });

  test("takes a program without a release from a mirror that vouches for it", async () => {
    const origin = await serving({ [`/helm-v1.2.3-${HOST}`]: PROGRAM, [`/helm-v1.2.3-${HOST}.sha256`]: sha256(PROGRAM) });
    const options = { ...base, catalog: catalogOf(testBinary()), environment: { ...base.environment, STOREFLEET_MIRROR: origin } };
    expect((await ensureBinaries(["helm"], options)).get("helm")).toMatchObject({ route: "mirror", version: "1.2.3" });
  });

  test("says at once what to do when there is neither network nor Go", async () => {
    const catalog = catalogOf(
      testBinary({ official: releaseOf("http://127.0.0.1:9/tool-2.0.0", PROGRAM) }),
      testBinary({ name: "kubectl" }),
    );
    const started = Date.now();
    await expect(ensureBinaries(["helm", "kubectl"], { ...base, catalog })).rejects.toMatchObject({
      code: "no-route",
      message: [
        "Cannot get helm, kubectl:",
        "  - 127.0.0.1:9 does not answer",
        "  - STOREFLEET_MIRROR is not set",
        "  - Go ≥ 1.26 is needed to build it: there is no go on PATH",
        `  - no binary of kubectl is released for ${HOST}`,
        "Do one of these and run it again:",
        "  - connect this machine to the Internet;",
        "  - where a Go module proxy can be reached: install Go 1.26 or later (https://go.dev/dl), so that they can be built;",
        `  - set STOREFLEET_MIRROR to a folder or URL with tool-2.0.0, kubectl-v1.2.3-${HOST} (docs/binaries.md).`,
      ].join("\n"),
    });
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(await planBinaries(["kubectl"], { ...base, catalog })).toEqual([
      { name: "kubectl", route: "none", reasons: expect.arrayContaining(["STOREFLEET_MIRROR is not set"]) },
    ]);
  });

  test("does not ask a program of another platform for its version", async () => {
    const url = `${await serving({ "/tool": "not for this machine" })}/tool`;
    const artefact = { url, mirrorFile: "tool", checksum: { kind: "pinned", sha256: sha256("not for this machine") } } as const;
    const platform = process.arch === "arm64" ? "linux-amd64" : "linux-arm64";
    const catalog = catalogOf(testBinary({ official: { version: "2.0.0", artefacts: { [platform]: artefact } }, versionCommand }));
    expect((await ensureBinaries(["helm"], { ...base, platform, catalog })).get("helm")).toMatchObject({ version: "2.0.0" });
  });
});
