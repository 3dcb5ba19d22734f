import { chmod, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { extractMember } from "./archive.ts";
import type { Artefact, Binary, ResolvedBinary } from "./binary.ts";
import { cacheLayout, findCached, newStagingFolder, publish } from "./cache.ts";
import type { Candidate } from "./candidates.ts";
import { checksumIn } from "./checksum.ts";
import { download, downloadText } from "./download.ts";
import { BinaryError } from "./errors.ts";
import { withLock } from "./lock.ts";
import { copyFromFolder, readFromFolder } from "./mirror.ts";
import type { BinaryProgress } from "./progress.ts";
import type { Setting } from "./survey.ts";
import { checkVersion } from "./version-check.ts";

/** Tells the listener of one binary; the name, route and time are filled in. */
export type Report = (phase: BinaryProgress["phase"], facts?: Pick<BinaryProgress, "bytes" | "totalBytes" | "detail">) => void;

type FileCandidate = Extract<Candidate, { readonly artefact: Artefact }>;

/**
 * Fetches one released file, verifies it and puts its program into the cache. Of several processes one fetches; the others wait
 * and use what it has put there.
 */
export async function acquire(binary: Binary, candidate: FileCandidate, setting: Setting, report: Report): Promise<ResolvedBinary> {
  const { cache, signal } = setting;
  const started = Date.now();
  const lock = join(cacheLayout.locks(cache), `${binary.name}-${candidate.key}`);
  const onWait = ({ pid }: { readonly pid: number }) => report("waiting", { detail: `process ${pid} is fetching it` });
  return withLock(lock, { signal, onWait }, async () => {
    const cached = await findCached(cache, binary.name, candidate.key);
    if (cached) return cached;
    const { artefact } = candidate;
    const fetched = join(cacheLayout.downloads(cache), `${candidate.key}-${artefact.mirrorFile}`);
    await fetchArtefact(artefact, fetched, setting, report);
    const staging = await newStagingFolder(cache);
    try {
      const program = join(staging, binary.name);
      report("unpacking");
      if (artefact.member === undefined) await rename(fetched, program);
      else await extractMember(fetched, artefact.member, program, signal);
      return await admit(binary, candidate, program, (Date.now() - started) / 1000, setting, report);
    } finally {
      await rm(staging, { recursive: true, force: true });
      await rm(fetched, { force: true });
    }
  });
}

/** Checks what a finished program says about itself and publishes it. */
export async function admit(
  binary: Binary,
  candidate: Candidate,
  program: string,
  seconds: number,
  setting: Setting,
  report: Report,
): Promise<ResolvedBinary> {
  report("publishing");
  await chmod(program, 0o755);
  // A program for another platform, such as one for a container on a Mac, cannot be asked.
  if (setting.platform === setting.host) await checkVersion(binary, program, candidate.version, setting.environment, setting.signal);
  return publish(setting.cache, candidate.key, program, {
    name: binary.name,
    version: candidate.version,
    route: candidate.route,
    source: candidate.route === "go" ? candidate.build.package : candidate.artefact.url,
    seconds: Math.round(seconds * 10) / 10,
    ...(candidate.route === "go" && { recipe: candidate.recipe }),
  });
}

async function fetchArtefact(artefact: Artefact, file: string, { signal }: Setting, report: Report): Promise<void> {
  report("downloading");
  const sha256 = await expectedChecksum(artefact, signal);
  if (artefact.url.startsWith("file:")) {
    await copyFromFolder(artefact.url, file, sha256);
    return;
  }
  let reported = 0;
  const onProgress = (bytes: number, totalBytes: number | undefined) => {
    if (Date.now() - reported < 250) return;
    reported = Date.now();
    report("downloading", { bytes, ...(totalBytes !== undefined && { totalBytes }) });
  };
  await download(artefact.url, file, sha256, { signal, onProgress });
}

async function expectedChecksum({ checksum, url }: Artefact, signal: AbortSignal | undefined): Promise<string> {
  if (checksum.kind === "pinned") return checksum.sha256;
  const { protocol, hostname } = new URL(checksum.url);
  if (protocol === "http:" && hostname !== "localhost" && hostname !== "127.0.0.1") {
    throw new BinaryError(
      "checksum",
      `${url} has no pinned checksum, and ${checksum.url} is not HTTPS, so nobody vouches for it. Serve the mirror over HTTPS or use a folder.`,
    );
  }
  const text = protocol === "file:" ? await readFromFolder(checksum.url) : await downloadText(checksum.url, { signal });
  const fileName = url.slice(url.lastIndexOf("/") + 1);
  const sha256 = checksumIn(text, fileName);
  if (!sha256) throw new BinaryError("checksum", `${checksum.url} does not list a SHA-256 of ${fileName}, so ${url} was not used.`);
  return sha256;
}
