import { type KubernetesObject, KubernetesObjectApi } from "@kubernetes/client-node";
import { statusOf } from "../../cluster/client.ts";
import { loadKubeconfig } from "../../cluster/kubeconfig.ts";
import type { AppliedObject } from "../../engine/state-objects.ts";
import type { ManagedFieldsEntry } from "./managed-fields.ts";

/** An object as the cluster has it, as plain data. */
export type LiveObject = AppliedObject & {
  readonly metadata: AppliedObject["metadata"] & {
    readonly resourceVersion?: string;
    readonly deletionTimestamp?: string;
    readonly managedFields?: readonly ManagedFieldsEntry[];
  };
};

/** Objects of any kind in one cluster. */
export interface ObjectAccess {
  /** The live object, or nothing when it is gone. */
  read(object: AppliedObject): Promise<LiveObject | undefined>;
  /** Every object of a kind in a namespace. */
  list(apiVersion: string, kind: string, namespace: string): Promise<LiveObject[]>;
  create(object: AppliedObject): Promise<void>;
  /** Replaces an object as a whole. */
  replace(object: LiveObject): Promise<void>;
  remove(object: AppliedObject): Promise<void>;
}

/** Name under which the API server notes what we write. */
const fieldManager = "storefleet";

/** Opens a cluster by the text of its kubeconfig. */
export function openObjects(kubeconfig: string): ObjectAccess {
  const config = loadKubeconfig(kubeconfig);
  const api = KubernetesObjectApi.makeApiClient(config);
  const header = ({ apiVersion, kind, metadata: { name, namespace = "" } }: AppliedObject) => ({
    apiVersion,
    kind,
    metadata: { name, namespace },
  });
  // The client gives dates and classes; a comparison needs plain data.
  const plain = (object: unknown) =>
    renamed(JSON.parse(JSON.stringify(object)), /^_(?=(from|default|continue|enum|not)$)/, "") as LiveObject;
  const typed = (object: AppliedObject) => {
    // Only kinds that the client knows have its spelling.
    const known = !object.apiVersion.includes(".") || object.apiVersion.includes(".k8s.io/");
    return (known ? renamed(object, /^(?=(from|default|continue|enum|not)$)/, "_") : object) as KubernetesObject;
  };
  return {
    async read(object) {
      try {
        return plain(await api.read(header(object)));
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
    },
    async list(apiVersion, kind, namespace) {
      const { items } = await api.list(apiVersion, kind, namespace);
      return items.map((item) => ({ ...plain(item), apiVersion, kind }));
    },
    async create(object) {
      await api.create(typed(object), undefined, undefined, fieldManager);
    },
    async replace(object) {
      await api.replace(typed(object), undefined, undefined, fieldManager);
    },
    async remove(object) {
      await api.delete(header(object)).catch((error: unknown) => {
        if (statusOf(error) !== 404) throw error;
      });
    },
  };
}

/** The client spells fields that are JavaScript's own words with an underscore. */
function renamed(value: unknown, pattern: RegExp, by: string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, pattern, by));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.replace(pattern, by), renamed(item, pattern, by)]));
}
