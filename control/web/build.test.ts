import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fastify from "fastify";
import { ensureWebBuild, type WebBuild } from "./build.ts";
import { webPlugin } from "./serve.ts";

/** JavaScript of the first load, gzipped: the login page and the list of stores both stay below. */
const mostKiB = 200;

let folder: string;
let build: WebBuild;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "storefleet-web-"));
  build = await ensureWebBuild({ folder: join(folder, "dist") });
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the dashboard's build", () => {
  test("is made once for the same inputs", async () => {
    expect(build.built).toBe(true);
    expect(await ensureWebBuild({ folder: build.folder })).toMatchObject({ built: false, folder: build.folder });
  });

  test(`loads at most ${mostKiB} KiB of JavaScript before the stores are shown`, async () => {
    const html = await readFile(join(build.folder, "index.html"), "utf8");
    const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, file]) => file ?? "");
    const entry = await readFile(join(build.folder, first.find((file) => file.includes("/index-")) ?? ""), "utf8");
    const page = [...entry.matchAll(/assets\/stores-page-[\w-]+\.js/g)].map(([file]) => file);
    expect(page.length).toBeGreaterThan(0);
    const loaded = new Set<string>();
    for (const file of [...first, ...page]) await follow(file, loaded);
    const sizes = await Promise.all([...loaded].map(async (file) => (await readFile(join(build.folder, `${file}.gz`))).length));
    expect(sizes.reduce((sum, size) => sum + size, 0) / 1024).toBeLessThan(mostKiB);
  });
});

/** Adds a script and all that it imports at once. */
async function follow(file: string, loaded: Set<string>): Promise<void> {
  if (loaded.has(file)) return;
  loaded.add(file);
  const text = await readFile(join(build.folder, file), "utf8");
  for (const [, name] of text.matchAll(/(?:from|import)\s*["'`]\.\/([\w-]+\.js)["'`]/g)) await follow(`assets/${name}`, loaded);
}

describe("webPlugin", () => {
  const app = fastify();
  app.get("/api/me", async () => ({ id: "u1" }));
  beforeAll(async () => {
    await app.register(webPlugin, { folder: build.folder });
  });
  afterAll(() => app.close());
  const get = (url: string, accept = "text/html") => app.inject({ url, headers: { accept, "accept-encoding": "br" } });

  test("answers a page's address with the page, also for a deep link, and lets it load nothing from elsewhere", async () => {
    for (const url of ["/", "/stores/aurora/logs", "/login?from=/new"]) {
      const reply = await get(url);
      expect([url, reply.statusCode, reply.headers["cache-control"]]).toEqual([url, 200, "no-cache"]);
      expect(reply.headers["content-type"]).toMatch("text/html");
      expect(reply.headers["content-security-policy"]).toMatch("default-src 'self'");
    }
  });

  test("lets assets be kept for ever, compressed", async () => {
    const html = await readFile(join(build.folder, "index.html"), "utf8");
    const asset = /src="(\/assets\/[^"]+)"/.exec(html)?.[1] ?? "";
    const reply = await get(asset, "*/*");
    expect(reply.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(reply.headers["content-encoding"]).toBe("br");
  });

  test("refuses to answer for the API", async () => {
    for (const url of ["/api/nothing", "/api/stores:nothing", "/metrics", "/healthz/x"]) expect((await get(url)).statusCode).toBe(404);
    expect((await get("/api/me")).json()).toEqual({ id: "u1" });
  });

  test("refuses a page where something else was asked for", async () => {
    expect((await get("/missing.png", "image/png")).statusCode).toBe(404);
  });
});
