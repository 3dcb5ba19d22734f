import type { CoreV1Api } from "@kubernetes/client-node";

/** A store's Helm release and whether the stack's state knows it. */
export interface KnownRelease {
  readonly release: string;
  readonly namespace: string;
  readonly inState: boolean;
}

/**
 * Mends Helm's records after a run was killed, so that the next `up` can go on:
 * - a revision that is for ever `pending-…` makes Helm refuse everything: its record goes, the one before counts again;
 * - a release that the state does not know makes Helm refuse the install: its records go.
 * Only records are removed. The objects stay, with their data, and the next install or upgrade takes them over, because
 * they carry the release's name.
 *
 * @returns what was done, one sentence each
 */
export async function mendReleases(core: CoreV1Api, releases: readonly KnownRelease[]): Promise<string[]> {
  const done = await Promise.all(releases.map((release) => mend(core, release)));
  return done.flat();
}

async function mend(core: CoreV1Api, { release, namespace, inState }: KnownRelease): Promise<string[]> {
  const { items } = await core.listNamespacedSecret({ namespace, labelSelector: `owner=helm,name=${release}` });
  const revisions = items
    .map(({ metadata }) => ({
      name: metadata?.name ?? "",
      version: Number(metadata?.labels?.version),
      status: metadata?.labels?.status ?? "",
    }))
    .sort((a, b) => b.version - a.version);
  const newest = revisions[0];
  if (newest === undefined) return [];
  const pending = newest.status.startsWith("pending-");
  const removed = inState ? (pending ? [newest] : []) : revisions;
  for (const { name } of removed) await core.deleteNamespacedSecret({ namespace, name });
  if (removed.length === 0) return [];
  return [
    inState
      ? `removed the record of revision ${newest.version} of release ${release}, which was left ${newest.status}`
      : `removed the records of release ${release} (${newest.status}), which the state does not know; its objects stay and are taken over`,
  ];
}
