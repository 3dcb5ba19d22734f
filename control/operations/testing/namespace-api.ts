import { type ServedApi, serveApi } from "../../cluster/testing/served-api.ts";

/** Labels of a namespace, and what holds it when it is to go. */
export interface ServedNamespace {
  readonly labels: Readonly<Record<string, string>>;
  /** @default - nothing: it goes at once */
  readonly heldBy?: string;
}

/** An API server that knows namespaces only. */
export interface NamespaceApi extends ServedApi {
  readonly namespaces: Map<string, ServedNamespace>;
  /** Every deletion that was asked for, in order. */
  readonly deletions: readonly string[];
}

/** Serves namespaces as the API server does, for tests of their removal without a cluster. */
export async function startNamespaceApi(): Promise<NamespaceApi> {
  const namespaces = new Map<string, ServedNamespace>();
  const deletions: string[] = [];
  const api = await serveApi(({ method, url = "" }, response) => {
    const name = /^\/api\/v1\/namespaces\/([^/?]+)/.exec(url)?.[1] ?? "";
    const answer = (code: number, body: object) =>
      response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify({ apiVersion: "v1", ...body }));
    const found = namespaces.get(name);
    if (found === undefined) return answer(404, { kind: "Status", status: "Failure", code: 404 });
    if (method === "DELETE") {
      deletions.push(name);
      if (found.heldBy === undefined) namespaces.delete(name);
    }
    const going = deletions.includes(name);
    const conditions = [{ type: "NamespaceFinalizersRemaining", status: "True", reason: "SomeFinalizersRemain", message: found.heldBy }];
    return answer(200, {
      kind: "Namespace",
      metadata: { name, labels: found.labels, ...(going ? { deletionTimestamp: new Date().toISOString() } : {}) },
      spec: { finalizers: ["kubernetes"] },
      status: going ? { phase: "Terminating", conditions } : { phase: "Active" },
    });
  });
  return { ...api, namespaces, deletions };
}

/** Labels of a self-service store's namespace. */
export function ownLabels(store: string): Record<string, string> {
  return { "storefleet.dev/managed-by": "control-plane", "storefleet.dev/store": store };
}
