import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LayerSource } from "../builder/archive.ts";
import { type FileEntry, treeEntries } from "../builder/file-entry.ts";
import type { BuildContext, BuiltImage, ImageRecipe, MissingSources, SourceContext } from "../builder/recipe.ts";
import type { Component } from "../builder/sbom.ts";
import { acquireSource, checksumFileName, missingSources } from "../sources/acquire.ts";
import { fileName, type SourceArchive } from "../sources/source-archive.ts";
import type { ImageSources } from "../sources/sources.ts";
import { unpack } from "../sources/unpack.ts";
import { versions } from "../versions.ts";
import { executables, mariadb, mariadbClientDropPaths } from "./mariadb.ts";
import { accounts, base, debianLayers } from "./shared-layers.ts";
import { officialArchives, type ShopArchives, shopArchives } from "./woocommerce-archives.ts";
import { rehearsalSources, rehearse } from "./woocommerce-rehearsal.ts";

const folder = join(import.meta.dirname, "../woocommerce");
const { php } = versions;
const extensions = ["bcmath", "curl", "gd", "intl", "mbstring", "mysql", "opcache", "xml", "zip"];
export const woocommercePackages: readonly string[] = [
  "apache2-bin",
  "ca-certificates",
  `libapache2-mod-php${php}`,
  "mariadb-client",
  `php${php}-cli`,
  ...extensions.map((name) => `php${php}-${name}`),
];

export const woocommerceDropPaths: readonly string[] = [
  ...mariadbClientDropPaths,
  "etc/apache2",
  "etc/cron*",
  "etc/init.d",
  "usr/bin/mariadb-admin",
  "usr/lib/systemd",
  "usr/lib/tmpfiles.d",
  "usr/share/X11",
  "usr/share/fonts",
  "usr/share/gcc",
  "usr/share/gdb",
  "var/lib/dpkg/info",
  "var/www",
];

/** The theme that a new shop has; the other ones of the core archive stay out. */
const theme = "twentytwentyfive";
const site = "var/www/html";

/** Apache, PHP, WordPress with WooCommerce, WP-CLI and the store's own commands. */
export const woocommerce: ImageRecipe = recipeOf(officialArchives);

function recipeOf(archives: ShopArchives): ImageRecipe {
  const all = Object.values(archives) as readonly SourceArchive[];
  const unpinned = all.some(({ checksum }) => checksum.kind === "measured");
  return {
    name: "woocommerce",
    version: `${archives.woocommerce.version}-wp${archives.wordpress.version}${unpinned ? "-unpinned" : ""}`,
    inputs: { base, packages: woocommercePackages, dropPaths: woocommerceDropPaths, theme, archives: all.map(identity) },
    sources: [
      folder,
      import.meta.filename,
      join(import.meta.dirname, "shared-layers.ts"),
      join(import.meta.dirname, "../sources/unpack.ts"),
      ...(mariadb.sources ?? []),
      ...rehearsalSources,
    ],
    resolve: async (sources: ImageSources) => recipeOf(await shopArchives(sources)),
    missing: (context) => describeMissing(all, context),
    fetch: async (context) => {
      for (const archive of all) await acquireSource(archive, { ...context, ...context.sources });
    },
    build: (context) => build(context, archives, unpinned),
  };
}

/** What decides an archive's bytes; where it lies does not. */
function identity({ product, version, url, checksum }: SourceArchive) {
  return [product, version, url, checksum.kind, checksum.kind === "published" ? checksum.url : checksum.hex];
}

async function describeMissing(archives: readonly SourceArchive[], context: SourceContext): Promise<MissingSources | undefined> {
  const { cacheDir, sources } = context;
  const missing = await missingSources(archives, { cacheDir, mirror: sources.mirror });
  if (missing.length === 0) return undefined;
  const absent = missing.filter(({ damage }) => damage === undefined).map(({ archive }) => archive);
  const hosts = [...new Set(missing.map(({ archive }) => new URL(archive.url).host))];
  const reasons = [
    `the release archives of ${missing.map(({ archive }) => `${archive.product} ${archive.version}`).join(", ")} cannot be had`,
    `${hosts.join(", ")} cannot be reached`,
    ...missing.flatMap(({ damage }) => damage ?? []),
    ...(absent.length === 0 ? [] : [sources.mirror === undefined ? "STOREFLEET_MIRROR is not set" : `${sources.mirror} lacks files`]),
  ];
  const files = missing.flatMap(({ archive }) => [fileName(archive), checksumFileName(archive) ?? []].flat());
  return {
    reason: reasons.join("; "),
    remedy: `put ${files.join(", ")} into a folder and set STOREFLEET_MIRROR to it (docs/woocommerce-sources.md)`,
  };
}

async function build(context: BuildContext, archives: ShopArchives, unpinned: boolean): Promise<BuiltImage> {
  const fetched = async (archive: SourceArchive) => acquireSource(archive, { ...context, ...context.sources });
  const debian = await debianLayers(context, woocommercePackages, woocommerceDropPaths);
  context.onProgress?.("unpacking WordPress and WooCommerce");
  const tree = join(context.scratch, "site");
  await unpack(await fetched(archives.wordpress), "wordpress", tree, keepOfWordPress);
  await unpack(await fetched(archives.woocommerce), "woocommerce", join(tree, "wp-content/plugins/woocommerce"), keepOfWooCommerce);
  await checkVersion(archives.wordpress, join(tree, "wp-includes/version.php"), /\$wp_version = '([^']+)'/);
  await checkVersion(archives.woocommerce, join(tree, "wp-content/plugins/woocommerce/woocommerce.php"), /^ \* Version: (\S+)$/m);
  const wp = await fetched(archives.wpCli);
  const placeholder = join(tree, "wp-content/plugins/woocommerce/assets/images/placeholder-attachment.webp");
  const owner = { uid: 33, gid: 33 };
  const upstream: readonly FileEntry[] = [
    ...parents(site),
    { path: site, directory: true },
    ...(await treeEntries(tree, site)),
    { path: "usr/local/bin/wp", source: wp, mode: 0o755 },
  ];
  const own: readonly FileEntry[] = [
    ...accounts("www-data", 33),
    ...(await treeEntries(join(folder, "site"), site)),
    { path: `${site}/wp-content/mu-plugins`, directory: true },
    ...(await treeEntries(join(folder, "mu-plugins"), `${site}/wp-content/mu-plugins`)),
    { path: `${site}/wp-content/uploads`, directory: true, ...owner },
    ...executables(await treeEntries(join(folder, "bin"), "usr/local/bin")),
    { path: "usr/local/lib/storefleet", directory: true },
    ...(await treeEntries(join(folder, "lib"), "usr/local/lib/storefleet")),
    ...parents("usr/local/share/storefleet/uploads/"),
    { path: "usr/local/share/storefleet/uploads/woocommerce-placeholder.webp", source: placeholder },
    { path: "etc/storefleet", directory: true },
    { path: "etc/storefleet/apache.conf", source: join(folder, "apache.conf"), mode: 0o644 },
    ...["apache2", "cli"].map((kind) => ({
      path: `etc/php/${php}/${kind}/conf.d/90-storefleet.ini`,
      source: join(folder, "php.ini"),
      mode: 0o644,
    })),
  ];
  const layers: readonly LayerSource[] = [...debian.layers, { kind: "files", entries: upstream }, { kind: "files", entries: own }];
  await rehearse(context, layers, owner.uid);
  return {
    layers,
    components: [...debian.components, ...Object.values(archives).map(component)],
    config: {
      user: "33:33",
      workingDir: `/${site}`,
      env: { LANG: "C.UTF-8", HOME: "/tmp" },
      cmd: ["store-serve"],
      exposedPorts: [8080],
      // Apache lets requests finish; on SIGTERM it would cut them off.
      stopSignal: "SIGWINCH",
      labels: {
        "storefleet.dev/wordpress": archives.wordpress.version,
        "storefleet.dev/woocommerce": archives.woocommerce.version,
        "storefleet.dev/archives": unpinned ? "unpinned" : "official",
      },
    },
  };
}

function keepOfWordPress(path: string): boolean {
  if (/^(readme\.html|wp-config-sample\.php)$/.test(path)) return false;
  const [, part, name] = /^wp-content\/(plugins|themes)\/([^/]+)/.exec(path) ?? [];
  return part === undefined || name === "index.php" || (part === "themes" && name === theme);
}

function keepOfWooCommerce(path: string): boolean {
  return !/^sample-data\/|\.map$|\.pot$/.test(path);
}

/** An archive whose name promises another version than its content must not become an image. */
async function checkVersion(archive: SourceArchive, file: string, pattern: RegExp): Promise<void> {
  const text = await readFile(file, "utf8").catch(() => "");
  const got = pattern.exec(text)?.[1];
  // A feature release is "7.1" in its own words and in its archive's name.
  if (got === archive.version) return;
  throw new Error(`${fileName(archive)} holds ${archive.product} ${got ?? "without a version"} instead of ${archive.version}`);
}

/** Directory entries for every folder above a path: upper layers make none by themselves. */
function parents(path: string): readonly FileEntry[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => ({ path: parts.slice(0, index + 1).join("/"), directory: true })).slice(1);
}

function component({ product, version, url }: SourceArchive): Component {
  const name = product.toLowerCase();
  return {
    type: "application",
    name,
    version,
    purl: `pkg:generic/${name}@${version}?download_url=${encodeURIComponent(url)}`,
    license: product === "WooCommerce" ? "GPL-3.0-or-later" : product === "WordPress" ? "GPL-2.0-or-later" : "MIT",
  };
}
