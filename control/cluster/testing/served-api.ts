import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** An API server of a test's own. */
export interface ServedApi {
  /** What the real client opens it by. */
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

/** Serves what a test answers as an API server at a free port of this machine. */
export async function serveApi(answer: RequestListener): Promise<ServedApi> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kubeconfig = JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    // The client speaks plain HTTP only when it is told not to care about certificates.
    clusters: [{ name: "test", cluster: { server: address, "insecure-skip-tls-verify": true } }],
    users: [{ name: "test", user: {} }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
    "current-context": "test",
  });
  return {
    kubeconfig,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
