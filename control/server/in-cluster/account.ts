import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { controlPlanePaths } from "../../../stacks/add-ons/control-plane-settings.ts";
import { platform } from "../../../stacks/add-ons/platform-access.ts";

/**
 * Text of a kubeconfig for the pod's own account. It names the token's file: the kubelet renews the token while the process runs.
 *
 * @param folder Where the account's files are mounted.
 */
export async function accountKubeconfig(folder: string = controlPlanePaths.account): Promise<string> {
  const authority = await readFile(join(folder, "ca.crt"));
  const user = platform.account;
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "storefleet",
    clusters: [
      {
        name: "storefleet",
        cluster: { server: "https://kubernetes.default.svc", "certificate-authority-data": authority.toString("base64") },
      },
    ],
    users: [{ name: user, user: { tokenFile: join(folder, "token") } }],
    contexts: [{ name: "storefleet", context: { cluster: "storefleet", user } }],
  });
}
