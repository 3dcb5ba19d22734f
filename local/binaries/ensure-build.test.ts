import { chmod, readFile, rm } from "node:fs/promises";
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
  TEST_MODULE,
  temporaryFolder,
  testBinary,
  writeFakeGo,
  writeModules,
} from "./test-fixtures.ts";

const NO_GO: GoSearch = { missing: "there is no go on PATH" };
const PROGRAM = "#!/bin/sh\necho tool v2.0.0\n";
const BUILD = `printf '#!/bin/sh\\necho tool v1.2.3\\n' > "$output/helm"; chmod +x "$output/helm"`;

describe("ensuring binaries by building", () => {
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
  async function fakeGo(build = BUILD): Promise<GoSearch> {
    return { found: { file: await writeFakeGo(temporary.folder, build), version: "go1.26.8", toolchain: "local", proxy: "off" } };
  }

  test("builds with Go what nobody serves", async () => {
    const options = { ...base, catalog: catalogOf(testBinary({ versionCommand })), go: await fakeGo() };
    expect(await planBinaries(["helm"], options)).toEqual([
      { name: "helm", version: "1.2.3", route: "go", expectedSeconds: 60, source: "local/go/tool" },
    ]);
    const built = (await ensureBinaries(["helm"], options)).get("helm");
    expect(built).toMatchObject({ route: "go", version: "1.2.3" });
    expect(phases()).toEqual(["go building", "go publishing", "go done"]);
    expect((await filesUnder(cache)).filter((file) => !file.startsWith("binaries/helm/"))).toEqual([]);
    // A machine that has lost its Go, or a PATH without it, still has what it built.
    expect((await ensureBinaries(["helm"], { ...options, go: NO_GO })).get("helm")).toEqual(built);
  });

  test("builds in the end what a server promised and did not deliver", async () => {
    server = await serveFiles({}, (request, response) => {
      response.writeHead(request.method === "HEAD" ? 200 : 404).end();
      return true;
    });
    const official = releaseOf(`${server.url}/tool-2.0.0`, PROGRAM);
    const catalog = catalogOf(testBinary({ official }));
    expect((await ensureBinaries(["helm"], { ...base, catalog, go: await fakeGo() })).get("helm")).toMatchObject({
      route: "go",
      version: "1.2.3",
    });
    expect(phases()).toEqual(["official downloading", "official failed", "go building", "go publishing", "go done"]);
  });

  test("does not take a program that reports another version", async () => {
    const catalog = catalogOf(testBinary({ versionCommand: { arguments: [], prefix: "tool v1.2." } }));
    await expect(ensureBinaries(["helm"], { ...base, catalog, go: await fakeGo() })).rejects.toMatchObject({
      code: "version",
      message: 'helm should report "tool v1.2.1.2.3"; it says "tool v1.2.3". It was not taken into the cache.',
    });
    expect(await filesUnder(cache)).toEqual([]);
  });

  test("shows the compiler's last lines when a build fails", async () => {
    const options = { ...base, catalog: catalogOf(testBinary()), go: await fakeGo("echo main.go:7: undefined: x >&2; exit 1") };
    await expect(ensureBinaries(["helm"], options)).rejects.toMatchObject({
      code: "go-build",
      message: expect.stringContaining("main.go:7: undefined: x"),
    });
    expect(await filesUnder(cache)).toEqual([]);
  });

  test("refuses to begin on a disk that is too small", async () => {
    const binary = testBinary({ go: { module: { ...TEST_MODULE, workMebibytes: 1e9 }, package: "." } });
    await expect(ensureBinaries(["helm"], { ...base, catalog: catalogOf(binary), go: await fakeGo() })).rejects.toMatchObject({
      code: "disk",
      message: expect.stringMatching(
        / MiB free; these binaries need 1000000200 MiB while they are made\. Free some space, or set STOREFLEET_CACHE/,
      ),
    });
  });

  test("ends the compiler when aborted, and a later call goes on", async () => {
    const controller = new AbortController();
    const mark = join(temporary.folder, "finished");
    const go = await fakeGo(`sleep 5; touch ${mark}; ${BUILD}`);
    const catalog = catalogOf(testBinary());
    const onProgress = ({ phase }: BinaryProgress) => phase === "building" && setTimeout(() => controller.abort(new Error("Ctrl-C")), 100);
    await expect(ensureBinaries(["helm"], { ...base, catalog, go, signal: controller.signal, onProgress })).rejects.toThrow("Ctrl-C");
    await expect(readFile(mark)).rejects.toThrow("ENOENT");
    expect(await filesUnder(cache)).toEqual([]);
    expect((await ensureBinaries(["helm"], { ...base, catalog, go: await fakeGo() })).get("helm")).toMatchObject({ version: "1.2.3" });
  });

  test("keeps Go's folders when asked, and removes them otherwise", async () => {
    const keepsake = join(cache, "go", "build", "keepsake");
    const go = await fakeGo(`mkdir -p ${join(cache, "go", "build")}; touch ${keepsake}; ${BUILD}`);
    const catalog = catalogOf(testBinary());
    const { file } = (await ensureBinaries(["helm"], { ...base, catalog, go, keepGoFolders: true })).get("helm") ?? { file: "" };
    expect(await readFile(keepsake, "utf8")).toBe("");
    await rm(join(file, "../.."), { recursive: true });
    await ensureBinaries(["helm"], { ...base, catalog, go });
    await expect(readFile(keepsake)).rejects.toThrow("ENOENT");
  });

  test("cannot run from a folder without execution, and says so", async () => {
    const go = await fakeGo(`printf nothing > "$output/helm"; chmod 644 "$output/helm"`);
    await chmod(temporary.folder, 0o755);
    await expect(ensureBinaries(["helm"], { ...base, catalog: catalogOf(testBinary({ versionCommand })), go })).rejects.toMatchObject({
      code: "version",
      message: expect.stringContaining("cannot be executed. Is its folder mounted with noexec?"),
    });
  });
});
