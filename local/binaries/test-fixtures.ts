import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Binary, Catalog, GoModule } from "./binary.ts";
import { hostPlatform, PLATFORMS } from "./platform.ts";

/** The machine that runs the tests: fake programs must be executable on it. */
export const HOST = hostPlatform();

/** A temporary folder that the test removes. */
export async function temporaryFolder(): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "storefleet-test-"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

export interface FileServer {
  readonly url: string;
  /** Every request so far, as `METHOD /path range`. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Serves these contents by path, with byte ranges. `before` may answer in its own way and then returns true. */
export async function serveFiles(
  files: Readonly<Record<string, Buffer | string>>,
  before: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<FileServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.range ?? ""}`.trim());
    if (before(request, response)) return;
    const content = files[request.url ?? ""];
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    const body = Buffer.from(content);
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    if (start > 0 && start >= body.length) {
      response.writeHead(416, { "content-range": `bytes */${body.length}` }).end();
      return;
    }
    const range = start > 0 ? { "content-range": `bytes ${start}-${body.length - 1}/${body.length}` } : {};
    response.writeHead(start > 0 ? 206 : 200, { "content-length": body.length - start, ...range });
    response.end(request.method === "HEAD" ? undefined : body.subarray(start));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export const TEST_MODULE: GoModule = {
  folder: "tool",
  version: "1.2.3",
  stamps: { "main.version": "1.2.3" },
  platforms: PLATFORMS,
  seconds: 60,
  workMebibytes: 1,
};

/** A catalog entry for tests: by default only built from source, and unable to print its version. */
export function testBinary(changes: Partial<Binary> = {}): Binary {
  return {
    name: "helm",
    purpose: "cli",
    title: "Test tool",
    go: { module: TEST_MODULE, package: "example.org/tool/cmd/helm" },
    ...changes,
  };
}

/** A catalog with only these. */
export function catalogOf(...binaries: readonly Binary[]): Catalog {
  return Object.fromEntries(binaries.map((binary) => [binary.name, binary])) as Catalog;
}

/** A release of one file without an archive. */
export function releaseOf(url: string, content: string, changes: Partial<Binary["official"]> = {}): NonNullable<Binary["official"]> {
  const mirrorFile = url.slice(url.lastIndexOf("/") + 1);
  return {
    version: "2.0.0",
    artefacts: { [HOST]: { url, mirrorFile, checksum: { kind: "pinned", sha256: sha256(content) } } },
    ...changes,
  };
}

/** A folder of pinned modules with the one of {@link TEST_MODULE}. */
export async function writeModules(folder: string): Promise<string> {
  const modules = join(folder, "modules");
  await mkdir(join(modules, TEST_MODULE.folder), { recursive: true });
  await writeFile(join(modules, TEST_MODULE.folder, "go.mod"), "module example.org/pin\n");
  await writeFile(join(modules, TEST_MODULE.folder, "go.sum"), "");
  return modules;
}

/** A program that takes Go's place: `build` runs the given shell lines, with the output folder in $output. */
export async function writeFakeGo(folder: string, build: string): Promise<string> {
  const file = join(folder, "fake-go");
  await writeFile(file, `#!/bin/sh\nwhile [ $# -gt 0 ]; do if [ "$1" = -o ]; then output="$2"; fi; shift; done\n${build}\n`);
  await chmod(file, 0o755);
  return file;
}

/** All files under a folder, relative and sorted; lock and owner files included. */
export async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
