import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { digestOf, fileName, type SourceArchive } from "../sources/source-archive.ts";
import type { ImageSources } from "../sources/sources.ts";
import { versions } from "../versions.ts";

/** What the shop's image is made of besides Debian. */
export interface ShopArchives {
  readonly wordpress: SourceArchive;
  readonly woocommerce: SourceArchive;
  readonly wpCli: SourceArchive;
}

const wordpressUrl = `https://wordpress.org/wordpress-${versions.wordpress}.tar.gz`;

/** The official releases. docs/woocommerce-sources.md says where each checksum is from and how to raise a version. */
export const officialArchives: ShopArchives = {
  wordpress: {
    product: "WordPress",
    version: versions.wordpress,
    url: wordpressUrl,
    checksum: { kind: "published", algorithm: "sha1", url: `${wordpressUrl}.sha1` },
  },
  woocommerce: {
    product: "WooCommerce",
    version: versions.woocommerce,
    url: `https://downloads.wordpress.org/plugin/woocommerce.${versions.woocommerce}.zip`,
    checksum: { kind: "pinned", algorithm: "sha256", hex: "da189b6616c610d15a2106f93151dab81b78f83e075bcefce221ac0d00b4fa21" },
    bytes: 20_218_895,
  },
  wpCli: {
    product: "WP-CLI",
    version: versions.wpCli,
    url: `https://github.com/wp-cli/wp-cli/releases/download/v${versions.wpCli}/wp-cli-${versions.wpCli}.phar`,
    checksum: {
      kind: "pinned",
      algorithm: "sha512",
      hex: "be928f6b8ca1e8dfb9d2f4b75a13aa4aee0896f8a9a0a1c45cd5d2c98605e6172e6d014dda2e27f88c98befc16c040cbb2bd1bfa121510ea5cdf5f6a30fe8832",
    },
  },
};

/**
 * The archives for this machine: the official ones or, where somebody asked for it, whatever archives lie in the mirror folder. A file that is
 * the official one, byte for byte, counts as such.
 */
export async function shopArchives(sources: ImageSources): Promise<ShopArchives> {
  const { mirror, mirrorTrust } = sources;
  if (mirrorTrust !== "unpinned" || mirror === undefined) return officialArchives;
  const names = await readdir(mirror);
  return {
    wordpress: await asFound(officialArchives.wordpress, mirror, names),
    woocommerce: await asFound(officialArchives.woocommerce, mirror, names),
    wpCli: await asFound(officialArchives.wpCli, mirror, names),
  };
}

async function asFound(official: SourceArchive, mirror: string, names: readonly string[]): Promise<SourceArchive> {
  const [before = "", after = ""] = fileName(official).split(official.version);
  const versionOf = (name: string) => name.slice(before.length, name.length - after.length);
  const found = names
    .filter((name) => name.startsWith(before) && name.endsWith(after) && /^\d+(\.\d+)+$/.test(versionOf(name)))
    .sort((a, b) => compareVersions(versionOf(b), versionOf(a)));
  const name = found.find((each) => each === fileName(official)) ?? found[0];
  if (name === undefined) return official;
  const path = join(mirror, name);
  const { checksum } = official;
  if (checksum.kind === "pinned" && (await digestOf(path, checksum.algorithm)).hex === checksum.hex) return official;
  return {
    product: official.product,
    version: versionOf(name),
    url: official.url.replace(fileName(official), name),
    checksum: { kind: "measured", path, ...(await digestOf(path, "sha256")) },
  };
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number)) as [number[], number[]];
  const at = left.findIndex((part, index) => part !== (right[index] ?? 0));
  return at === -1 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? 0);
}
