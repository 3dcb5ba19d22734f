import { access } from "node:fs/promises";
import { join } from "node:path";
import { writeImageArchive } from "../images/builder/archive.ts";
import type { ResolvedBinary } from "./binaries/binary.ts";

/** An image that is there as a docker-archive. */
export interface IngressImage {
  readonly reference: string;
  readonly file: string;
}

/** Reference of the image of this binary; the tag holds version and content, so that another binary is another image. */
export function ingressReference(traefik: ResolvedBinary): string {
  return `storefleet.local/traefik:${tagOf(traefik)}`;
}

function tagOf({ version, sha256 }: ResolvedBinary): string {
  return `v${version.replace(/^v/, "")}-${sha256.slice(0, 12)}`;
}

/**
 * Wraps the Traefik binary into an image, for clusters that cannot pull the official one.
 *
 * @param cache the Storefleet cache folder
 */
export async function buildIngressImage(traefik: ResolvedBinary, cache: string): Promise<IngressImage> {
  const reference = ingressReference(traefik);
  const file = join(cache, "images", `traefik-${tagOf(traefik)}.tar`);
  const present = await access(file).then(
    () => true,
    () => false,
  );
  if (!present) {
    await writeImageArchive({
      reference,
      layers: [
        {
          kind: "files",
          entries: [
            { path: "/usr/local/bin/traefik", source: traefik.file, mode: 0o755 },
            { path: "/tmp", directory: true, mode: 0o1777 },
          ],
        },
      ],
      config: { entrypoint: ["/usr/local/bin/traefik"], user: "65532:65532" },
      output: file,
    });
  }
  return { reference, file };
}
