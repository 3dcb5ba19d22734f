import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ImageFile } from "./builder/build.ts";

const run = promisify(execFile);

/** How a registry is spoken to. */
export interface PublishOptions {
  /**
   * Speak HTTP without encryption: for a registry on this machine.
   * @default false
   */
  readonly plainHttp?: boolean;
}

const registryPath = /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;

/**
 * Where an image goes in a registry: the same name and tag below another path.
 *
 * @throws when the path cannot be one
 */
export function publishedReference(reference: string, registry: string): string {
  if (!registryPath.test(registry)) {
    throw new Error(
      `registry ${JSON.stringify(registry)} is not allowed; use a host and a path in lower case, such as ghcr.io/your-company/storefleet`,
    );
  }
  return `${registry}/${reference.slice(reference.lastIndexOf("/") + 1)}`;
}

/**
 * Copies an image to a registry with skopeo, which needs no Docker and knows every registry's way to log in.
 *
 * @returns the reference with the digest that the registry keeps: a tag that somebody moves changes nothing
 * @throws when skopeo is not there or the registry refuses
 */
export async function publishImage(
  { file, reference }: Pick<ImageFile, "file" | "reference">,
  registry: string,
  { plainHttp = false }: PublishOptions = {},
): Promise<string> {
  const target = publishedReference(reference, registry);
  const folder = await mkdtemp(join(tmpdir(), "storefleet-publish-"));
  const digestFile = join(folder, "digest");
  try {
    const verify = `--dest-tls-verify=${!plainHttp}`;
    // The archive is ours and signed by nobody; the digest is what pins it from here on.
    await run("skopeo", ["--insecure-policy", "copy", verify, "--digestfile", digestFile, `docker-archive:${file}`, `docker://${target}`]);
    return `${target}@${(await readFile(digestFile, "utf8")).trim()}`;
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    const cause = code === "ENOENT" ? "skopeo is not installed; fix: apt-get install skopeo" : (stderr?.trim() ?? String(error));
    throw new Error(`${target} could not be published: ${cause}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
