import { Agent, request as httpsRequest } from "node:https";
import { parse } from "yaml";
import type { KubeObject } from "./kube-object.ts";

/** What the API server answered other than success. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The few calls to the API server that starting a cluster needs; kubectl takes 0.2 s to start, this takes 5 ms. */
export interface ApiClient {
  /** The parsed answer. Throws {@link ApiError}. */
  get<T = unknown>(path: string, options?: CallOptions): Promise<T>;
  /** Server-side apply: creates or changes, and owns what the object names. */
  apply(object: KubeObject, options?: CallOptions): Promise<void>;
  /** Changes the named fields of an object that exists. */
  merge(path: string, change: unknown, options?: CallOptions): Promise<void>;
  /** Removes; an object that is not there is fine. */
  remove(path: string, options?: CallOptions): Promise<void>;
  close(): void;
}

/** Options of one call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** @default 10000 */
  readonly timeoutMs?: number;
}

const plurals: Readonly<Record<string, string>> = {
  NetworkPolicy: "networkpolicies",
  StorageClass: "storageclasses",
  GlobalNetworkPolicy: "globalnetworkpolicies",
};
const clusterScoped = new Set([
  "Namespace",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "StorageClass",
  "ClusterInformation",
  "IPPool",
  "FelixConfiguration",
]);

/** The API path of an object of a kind that this program applies. */
export function objectPath(object: KubeObject): string {
  const { apiVersion, kind, metadata } = object;
  const plural = plurals[kind] ?? `${kind.toLowerCase()}s`;
  const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = clusterScoped.has(kind) ? "" : `/namespaces/${metadata.namespace ?? "default"}`;
  return `${base}${scope}/${plural}/${metadata.name}`;
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { readonly server: string; readonly "certificate-authority-data": string } }[];
  readonly users: readonly { readonly user: { readonly "client-certificate-data": string; readonly "client-key-data": string } }[];
}

/** A client for the only cluster and user of a kubeconfig as kubeadm writes it. */
export function apiClient(kubeconfig: string): ApiClient {
  const { clusters, users } = parse(kubeconfig) as Kubeconfig;
  const cluster = clusters[0]?.cluster;
  const user = users[0]?.user;
  if (cluster === undefined || user === undefined) throw new Error("the kubeconfig names no cluster or no user");
  const decode = (text: string) => Buffer.from(text, "base64");
  const server = new URL(cluster.server);
  const agent = new Agent({
    ca: decode(cluster["certificate-authority-data"]),
    cert: decode(user["client-certificate-data"]),
    key: decode(user["client-key-data"]),
    keepAlive: true,
    maxSockets: 8,
  });

  const call = (method: string, path: string, body: unknown, options: CallOptions = {}, type = "application/apply-patch+yaml") =>
    new Promise<string>((resolve, reject) => {
      const timeout = AbortSignal.timeout(options.timeoutMs ?? 10_000);
      const headers = body === undefined ? {} : { "content-type": type };
      const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
      const outgoing = httpsRequest({ agent, host: server.hostname, port: server.port, method, path, headers, signal }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", (error) => reject(options.signal?.aborted ? options.signal.reason : error));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(text);
          else reject(new ApiError(status, `${method} ${path.split("?")[0]}: ${status} ${messageOf(text)}`));
        });
      });
      outgoing.on("error", (error) => reject(options.signal?.aborted ? options.signal.reason : error));
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });

  return {
    async get<T>(path: string, options?: CallOptions) {
      const text = await call("GET", path, undefined, options);
      return (text.startsWith("{") ? JSON.parse(text) : text) as T;
    },
    async apply(object, options) {
      await call("PATCH", `${objectPath(object)}?fieldManager=storefleet&force=true`, object, options);
    },
    async merge(path, change, options) {
      await call("PATCH", `${path}?fieldManager=storefleet`, change, options, "application/strategic-merge-patch+json");
    },
    async remove(path, options) {
      await call("DELETE", path, undefined, options).catch((error: unknown) => {
        if (!(error instanceof ApiError && error.status === 404)) throw error;
      });
    },
    close: () => agent.destroy(),
  };
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { readonly message?: string }).message ?? text;
  } catch {
    return text.slice(0, 200);
  }
}
