import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";

/** Where things come from that images are made of. */
export interface ImageSources {
  /** @default - deb.debian.org with updates and security */
  readonly debianMirror?: string | undefined;
  /** Folder (absolute path) or URL that holds copies of released archives. @default - none */
  readonly mirror?: string | undefined;
  /**
   * `unpinned`: take archives from the mirror *folder* as they are, whatever their bytes and version. Images made so say it in their tag and labels.
   * @default - only archives with the checksums of this repository or of their publishers
   */
  readonly mirrorTrust?: "unpinned" | undefined;
  /** Folder with programs that go into images: `<name>/<key>/<name>`, each with a receipt.json. @default - none */
  readonly programs?: string | undefined;
}

/**
 * What the environment says: `STOREFLEET_MIRROR` and `STOREFLEET_MIRROR_TRUST`.
 *
 * @throws naming the variable, its value and what is allowed
 */
export function sourcesFrom(environment: Readonly<Record<string, string | undefined>>): ImageSources {
  const { STOREFLEET_MIRROR: mirror = "", STOREFLEET_MIRROR_TRUST: trust = "" } = environment;
  if (mirror !== "" && !isAbsolute(mirror) && !/^(https?|file):\/\//.test(mirror)) {
    throw new Error(
      `STOREFLEET_MIRROR is "${mirror}"; it must be an absolute folder such as /srv/mirror, or a URL such as https://mirror.example/storefleet`,
    );
  }
  if (trust !== "" && trust !== "unpinned") {
    throw new Error(`STOREFLEET_MIRROR_TRUST is "${trust}"; allowed: unpinned, or not set`);
  }
  const place = mirror.startsWith("file:") ? fileURLToPath(mirror) : mirror.replace(/\/$/, "");
  if (trust === "unpinned" && !isAbsolute(place)) {
    throw new Error(
      "STOREFLEET_MIRROR_TRUST is unpinned, which needs STOREFLEET_MIRROR to be a folder of this machine: what comes over a network is never taken unchecked",
    );
  }
  return { ...(place !== "" && { mirror: place }), ...(trust === "unpinned" && { mirrorTrust: trust }) };
}
