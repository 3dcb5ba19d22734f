import { gunzipSync } from "node:zlib";
import { parseAllDocuments } from "yaml";
import { namespaceName, releaseName } from "../../constructs/names.ts";
import type { AppliedObject } from "../engine/state-objects.ts";
import type { ClusterClient } from "./client.ts";

/** Objects of a store's deployed release, as Helm rendered them; none when nothing is deployed. */
export async function releaseObjects({ core }: ClusterClient, store: string): Promise<AppliedObject[]> {
  const namespace = namespaceName(store);
  const labelSelector = `owner=helm,name=${releaseName(store)},status=deployed`;
  const { items } = await core.listNamespacedSecret({ namespace, labelSelector });
  const newest = items.sort((a, b) => Number(b.metadata?.labels?.version) - Number(a.metadata?.labels?.version))[0];
  const release = newest?.data?.release;
  return release === undefined ? [] : manifestOf(release).map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));
}

/** Helm keeps a release as base64 of gzipped JSON, and the API server adds its own base64. */
export function manifestOf(release: string): AppliedObject[] {
  const helm = Buffer.from(Buffer.from(release, "base64").toString("latin1"), "base64");
  const { manifest } = JSON.parse(gunzipSync(helm).toString("utf8")) as { manifest: string };
  return parseAllDocuments(manifest).flatMap((document) => {
    const object = document.toJS() as AppliedObject | null;
    return object === null ? [] : [object];
  });
}
