import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** Hash functions that publishers use. */
export type Algorithm = "sha1" | "sha256" | "sha512";

/** A hash of a file, in lower-case hexadecimal digits. */
export interface Digest {
  readonly algorithm: Algorithm;
  readonly hex: string;
}

/**
 * Who says what an archive's bytes are:
 * - `pinned`: this repository;
 * - `published`: the publisher, in a file beside the archive that is fetched over HTTPS (a mirror may hold a copy of that file too);
 * - `measured`: nobody. The hash is that of a file that somebody put into the mirror folder, taken as it is because they asked for it.
 */
export type Checksum =
  | ({ readonly kind: "pinned" } & Digest)
  | { readonly kind: "published"; readonly algorithm: Algorithm; readonly url: string }
  | ({ readonly kind: "measured"; readonly path: string } & Digest);

/** An archive that a publisher releases. */
export interface SourceArchive {
  /** For people, such as "WooCommerce". */
  readonly product: string;
  readonly version: string;
  /** Where the publisher offers it. Its last part is the file's name in a mirror. */
  readonly url: string;
  readonly checksum: Checksum;
  /** Size in bytes, where it is known: tells half a download from another file. @default - not known */
  readonly bytes?: number;
}

/** The archive's name in a mirror. */
export function fileName(archive: Pick<SourceArchive, "url">): string {
  return archive.url.slice(archive.url.lastIndexOf("/") + 1);
}

/** Hashes a file. */
export async function digestOf(file: string, algorithm: Algorithm): Promise<Digest> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return { algorithm, hex: hash.digest("hex") };
}

const lengths: Readonly<Record<Algorithm, number>> = { sha1: 40, sha256: 64, sha512: 128 };

/**
 * The digest in a publisher's checksum file: it alone, or followed by the file's name.
 *
 * @throws when the text is something else, such as a proxy's error page
 */
export function parseDigest(text: string, algorithm: Algorithm, where: string): Digest {
  const hex = new RegExp(`^\\s*([0-9a-f]{${lengths[algorithm]}})(\\s|$)`, "i").exec(text)?.[1];
  if (hex === undefined) throw new Error(`${where} holds no ${nameOf(algorithm)} but ${JSON.stringify(text.slice(0, 60))}`);
  return { algorithm, hex: hex.toLowerCase() };
}

/** "SHA-256" */
export function nameOf(algorithm: Algorithm): string {
  return algorithm.toUpperCase().replace("SHA", "SHA-");
}
