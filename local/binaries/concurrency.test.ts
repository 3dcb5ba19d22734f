import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { type FileServer, filesUnder, serveFiles, sha256, temporaryFolder, writeModules } from "./test-fixtures.ts";

// Starting a process takes a while on a busy machine.
jest.setTimeout(60_000);

const CONTENT = Buffer.alloc(400_000, "storefleet ");

/** Real processes: locks and crashes are about more than one of them. */
describe("several processes", () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: FileServer | undefined;
  let isSlow: boolean;
  let cache: string;
  let modules: string;

  beforeEach(async () => {
    temporary = await temporaryFolder();
    isSlow = false;
    cache = join(temporary.folder, "cache");
    modules = await writeModules(temporary.folder);
    server = await serveFiles({ "/tool": CONTENT }, (request, response) => {
      if (!isSlow || request.method === "HEAD") return false;
      response.writeHead(200, { "content-length": CONTENT.length });
      response.write(CONTENT.subarray(0, 200_000));
      return true;
    });
  });
  afterEach(async () => {
    await server?.close();
    await temporary.remove();
  });

  function start() {
    const environment = {
      ...process.env,
      STOREFLEET_CACHE: cache,
      TOOL_URL: `${server?.url}/tool`,
      TOOL_SHA256: sha256(CONTENT),
      TOOL_MODULES: modules,
    };
    const program = ["--disable-warning=ExperimentalWarning", join(import.meta.dirname, "test-process.ts")];
    return spawn(process.execPath, program, { env: environment, stdio: ["ignore", "pipe", "inherit"] });
  }

  test("fetch once and share", async () => {
    const answers = await Promise.all([start(), start(), start()].map((child) => text(child.stdout)));
    const file = answers[0]?.trim() ?? "";
    expect(answers.map((answer) => answer.trim())).toEqual([file, file, file]);
    expect(sha256(await readFile(file))).toBe(sha256(CONTENT));
    expect(server?.requests.filter((request) => request.startsWith("GET"))).toEqual(["GET /tool"]);
    expect(await filesUnder(cache)).toHaveLength(2);
  });

  test("one that is killed leaves nothing under a final name, and the next goes on from there", async () => {
    isSlow = true;
    const killed = start();
    const partial = async () => (await filesUnder(join(cache, "downloads"))).length > 0;
    while (killed.exitCode === null && !(await partial())) await sleep(20);
    await sleep(200);
    killed.kill("SIGKILL");
    await once(killed, "exit");
    expect(await filesUnder(join(cache, "binaries"))).toEqual([]);
    isSlow = false;
    const file = (await text(start().stdout)).trim();
    expect(sha256(await readFile(file))).toBe(sha256(CONTENT));
    expect(server?.requests.at(-1)).toBe("GET /tool bytes=200000-");
    expect((await filesUnder(cache)).map((path) => path.split("/")[0])).toEqual(["binaries", "binaries"]);
  });
});
