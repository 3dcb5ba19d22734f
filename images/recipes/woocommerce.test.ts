import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { recipeReference } from "../builder/recipe.ts";
import { digestOf } from "../sources/source-archive.ts";
import { woocommerce } from "./woocommerce.ts";
import { officialArchives, shopArchives } from "./woocommerce-archives.ts";

let mirror: string;
beforeEach(async () => {
  mirror = await mkdtemp(join(tmpdir(), "storefleet-mirror-"));
});
afterEach(() => rm(mirror, { recursive: true, force: true }));

const put = (name: string, text = name) => writeFile(join(mirror, name), text);

describe("official archives", () => {
  test("are pinned, or vouched for by their publisher over HTTPS", () => {
    for (const { url, version, checksum } of Object.values(officialArchives)) {
      expect(url).toMatch(/^https:\/\//);
      expect(url).toContain(version);
      if (checksum.kind === "published") expect(checksum.url).toBe(`${url}.${checksum.algorithm}`);
      else expect(`${checksum.kind} ${checksum.hex}`).toMatch(/^pinned ([0-9a-f]{64}|[0-9a-f]{128})$/);
    }
  });

  test("are used whatever a mirror holds, unless somebody trusts it unpinned", async () => {
    await put("woocommerce.99.0.0.zip");
    expect(await shopArchives({ mirror })).toBe(officialArchives);
    expect(await shopArchives({})).toBe(officialArchives);
  });
});

describe("an unpinned mirror", () => {
  const archives = () => shopArchives({ mirror, mirrorTrust: "unpinned" });

  test("gives its newest archive where it lacks the version of this repository", async () => {
    for (const version of ["9.9.9", "10.10.0", "10.2.4"]) await put(`woocommerce.${version}.zip`);
    await put("woocommerce.11.0.1-beta.zip");
    await put("woocommerce.zip");
    const { woocommerce: archive, wordpress, wpCli } = await archives();
    const path = join(mirror, "woocommerce.10.10.0.zip");
    expect(archive).toEqual({
      product: "WooCommerce",
      version: "10.10.0",
      url: "https://downloads.wordpress.org/plugin/woocommerce.10.10.0.zip",
      checksum: { kind: "measured", path, ...(await digestOf(path, "sha256")) },
    });
    expect([wordpress, wpCli]).toEqual([officialArchives.wordpress, officialArchives.wpCli]);
  });

  test("prefers the version of this repository", async () => {
    await put("woocommerce.99.0.0.zip");
    await put(`woocommerce.${officialArchives.woocommerce.version}.zip`);
    expect((await archives()).woocommerce.version).toBe(officialArchives.woocommerce.version);
  });
});

describe("the image's reference", () => {
  const reference = async (sources: Parameters<NonNullable<typeof woocommerce.resolve>>[0]) =>
    recipeReference((await woocommerce.resolve?.(sources)) ?? woocommerce);

  test("names both versions, and is the same with and without a mirror", async () => {
    const { version } = officialArchives.woocommerce;
    expect(await reference({})).toMatch(
      new RegExp(`^storefleet.local/woocommerce:${version}-wp${officialArchives.wordpress.version}-[0-9a-f]{12}$`),
    );
    expect(await reference({ mirror })).toBe(await reference({}));
    expect(await reference({})).toBe(await recipeReference(woocommerce));
  });

  test("says that archives are unpinned, and follows their bytes but not their place", async () => {
    await put("woocommerce.10.5.0.zip");
    const sources = { mirror, mirrorTrust: "unpinned" as const };
    const before = await reference(sources);
    expect(before).toMatch(/:10\.5\.0-wp[\d.]+-unpinned-[0-9a-f]{12}$/);
    await put("woocommerce.10.5.0.zip", "other bytes");
    expect(await reference(sources)).not.toBe(before);
    await put("woocommerce.10.5.0.zip");
    expect(await reference(sources)).toBe(before);
  });
});

describe("missing archives", () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test("are said in one sentence with the remedy, without building", async () => {
    jest.spyOn(globalThis, "fetch").mockRejectedValue(new Error("no network"));
    await put(`wordpress-${officialArchives.wordpress.version}.tar.gz`);
    await put(`woocommerce.${officialArchives.woocommerce.version}.zip`, "half");
    const missing = await woocommerce.missing?.({ cacheDir: join(mirror, "cache"), sources: { mirror } });
    const { wordpress, woocommerce: plugin, wpCli } = officialArchives;
    expect(missing?.reason).toContain(
      `the release archives of WordPress ${wordpress.version}, WooCommerce ${plugin.version}, WP-CLI ${wpCli.version} cannot be had; ` +
        `wordpress.org, downloads.wordpress.org, github.com cannot be reached; ${mirror}/woocommerce.${plugin.version}.zip has a wrong checksum (4 bytes instead of ${plugin.bytes})`,
    );
    expect(missing?.reason).toMatch(new RegExp(`; ${mirror} lacks files$`));
    expect(missing?.remedy).toBe(
      `put wordpress-${wordpress.version}.tar.gz, wordpress-${wordpress.version}.tar.gz.sha1, woocommerce.${plugin.version}.zip, ` +
        `wp-cli-${wpCli.version}.phar into a folder and set STOREFLEET_MIRROR to it (docs/woocommerce-sources.md)`,
    );
  });

  test("are none when the publishers answer", async () => {
    jest.spyOn(globalThis, "fetch").mockImplementation(async () => new Response(null, { status: 200 }));
    expect(await woocommerce.missing?.({ cacheDir: join(mirror, "cache"), sources: {} })).toBeUndefined();
  });
});
