import { createHash } from "node:crypto";
import { parse } from "yaml";
import { z } from "zod";

const schema = z.object({
  "current-context": z.string().min(1),
  contexts: z.array(z.object({ name: z.string(), context: z.object({ cluster: z.string() }) })),
  clusters: z.array(
    z.object({
      name: z.string(),
      cluster: z.object({
        server: z.url(),
        "certificate-authority-data": z.string().optional(),
        "certificate-authority": z.string().optional(),
      }),
    }),
  ),
});

/**
 * Which cluster a kubeconfig's current context leads to: the same as long as the cluster's certificate authority is the
 * same, whatever its address. Two clusters made one after the other on the same machine differ.
 *
 * @returns 16 hexadecimal digits
 * @throws when the text is no kubeconfig; the message shows none of it
 */
export function clusterIdentity(kubeconfig: string): string {
  const { "current-context": current, contexts, clusters } = parseKubeconfig(kubeconfig);
  const clusterName = contexts.find((context) => context.name === current)?.context.cluster;
  const cluster = clusters.find((candidate) => candidate.name === clusterName)?.cluster;
  if (cluster === undefined) {
    throw new Error(`kubeconfig has no cluster for its current context ${current}; fix: kubectl config view --minify --flatten`);
  }
  const identity = cluster["certificate-authority-data"] ?? cluster["certificate-authority"] ?? cluster.server;
  return createHash("sha256").update(identity.trim()).digest("hex").slice(0, 16);
}

function parseKubeconfig(text: string): z.output<typeof schema> {
  const problem = "kubeconfig is not valid; give the whole text of a file, as kubectl config view --minify --flatten --raw prints it";
  try {
    const result = schema.safeParse(parse(text));
    if (result.success) return result.data;
    throw new Error(`${problem} (${result.error.issues.map((issue) => issue.path.join(".") || "document").join(", ")})`);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith(problem)) throw error;
    // A parser's message quotes the text, and the text holds credentials.
    throw new Error(problem);
  }
}
