import { readdirSync, readFileSync, statSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sshKey } from "../../stacks/cluster/azure/ssh-key.ts";
import { exampleAgent, exampleServer } from "../../stacks/cluster/cloud-init/example.ts";
import { renderAgent, renderServer } from "../../stacks/cluster/cloud-init/render.ts";
import { clusterIdentity } from "../../stacks/kubeconfig.ts";
import { type CloudMachine, startCloudMachine } from "./cloud-machine.ts";
import type { CloudReply, CloudRequest } from "./fake-cloud.ts";
import { ensureTools, must } from "./tools.ts";

let node: CloudMachine;
beforeAll(() => ensureTools("curl", "jq", "sshd"));
beforeEach(async () => {
  node = await startCloudMachine(renderServer(exampleServer));
});
afterEach(() => node.stop());

const hostKey = sshKey(Buffer.alloc(32, 3), "host");
const vault: Readonly<Record<string, string>> = { "server-token": "s3rver", "agent-token": "ag3nt", "ssh-host-key": hostKey.privateKey };
const secretReply = ({ url }: CloudRequest): CloudReply => {
  const name = /^\/secrets\/([a-z-]+)\?api-version=7\.4$/.exec(url)?.[1] ?? "";
  return vault[name] === undefined ? { status: 404 } : { status: 200, body: JSON.stringify({ value: vault[name], id: "x" }) };
};
const secretFile = (name: string) => node.machine.path(`/etc/storefleet/secrets/${name}`);

describe("secrets", () => {
  test("are fetched with the machine's identity, whole and for root only", async () => {
    node.answer = secretReply;
    const { status, stderr } = await node.script("fetch-secrets.sh");
    expect({ status, stderr }).toMatchObject({ status: 0 });
    for (const [name, value] of Object.entries(vault)) {
      expect(readFileSync(secretFile(name), "utf8")).toBe(value);
      expect(statSync(secretFile(name)).mode & 0o777).toBe(0o600);
    }
    const asked = node.cloud.requests.filter(({ url }) => url.startsWith("/secrets/"));
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(
      Array.from({ length: 3 }, () => `Bearer token for https://vault.azure.net of ${exampleServer.identityClientId}`),
    );
    expect(stderr).not.toMatch(/s3rver|ag3nt|PRIVATE/);
  });

  test("make sshd show the key that was pinned before the machine existed", async () => {
    node.answer = secretReply;
    expect((await node.script("fetch-secrets.sh")).status).toBe(0);
    const ssh = (name: string) => readFileSync(node.machine.path(`/etc/ssh/${name}`), "utf8").trim();
    expect(ssh("ssh_host_ed25519_key.pub")).toBe(hostKey.publicKey);
    expect(ssh("sshd_config.d/20-storefleet-host-key.conf")).toBe(`HostKey ${node.machine.path("/etc/ssh/ssh_host_ed25519_key")}`);
    expect(readFileSync(node.machine.path("/test/systemctl"), "utf8")).toBe("try-restart ssh.service\n");
    must("mkdir", "--parents", "/run/sshd");
    const configuration = node.machine.path("/etc/ssh/sshd_config.d/20-storefleet-host-key.conf");
    must("sh", "-c", `"$(PATH=$PATH:/usr/sbin command -v sshd)" -t -f ${configuration}`);
    const hardening = node.machine.path("/etc/ssh/sshd_config.d/10-storefleet.conf");
    must(
      "sh",
      "-c",
      `cat ${configuration} ${hardening} > ${node.machine.path("/test/sshd")} && "$(PATH=$PATH:/usr/sbin command -v sshd)" -t -f ${node.machine.path("/test/sshd")}`,
    );
  });

  test("are asked for again while the role is on its way", async () => {
    let refusals = 3;
    node.answer = (request) => (refusals-- > 0 ? { status: 403, body: "ForbiddenByRbac" } : secretReply(request));
    expect((await node.script("fetch-secrets.sh")).status).toBe(0);
    expect(readFileSync(secretFile("server-token"), "utf8")).toBe("s3rver");
  });

  test("that cannot be read leave no half of a file, and say which role is missing", async () => {
    node.answer = () => ({ status: 403, body: "ForbiddenByRbac" });
    const { status, stderr } = await node.script("fetch-secrets.sh", { SECRET_WAIT: "0" });
    expect(status).toBe(1);
    expect(stderr).toContain(`secret server-token of ${node.cloud.url} could not be read; is the role Key Vault Secrets User assigned`);
    expect(readdirSync(node.machine.path("/etc/storefleet/secrets"))).toEqual([]);
  });

  test("of an agent are its token and nothing else", async () => {
    await node.stop();
    node = await startCloudMachine(renderAgent(exampleAgent));
    node.answer = secretReply;
    expect((await node.script("fetch-secrets.sh")).status).toBe(0);
    expect(readdirSync(node.machine.path("/etc/storefleet/secrets"))).toEqual(["agent-token"]);
    expect(node.cloud.requests.filter(({ url }) => url.startsWith("/secrets/")).map(({ url }) => url)).toEqual([
      "/secrets/agent-token?api-version=7.4",
    ]);
  });
});

describe("kubeconfig", () => {
  const secret = { data: { token: Buffer.from("t0ken").toString("base64"), "ca.crt": Buffer.from("authority").toString("base64") } };
  const kubectl = (body: string) => node.machine.write("/usr/local/bin/k3s", `#!/bin/bash\n${body}\n`, 0o755);

  test("is that of the deployment's account, with the address from outside", async () => {
    kubectl(`[ "$*" = "kubectl --request-timeout=5s --namespace storefleet-access get secret deployer-token --output json" ] || exit 1
cat <<'SECRET'
${JSON.stringify(secret)}
SECRET`);
    const { status, stdout } = await node.script("print-kubeconfig.sh");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "storefleet",
      clusters: [{ name: "storefleet", cluster: { server: exampleServer.apiUrl, "certificate-authority-data": secret.data["ca.crt"] } }],
      users: [{ name: "deployer", user: { token: "t0ken" } }],
      contexts: [{ name: "storefleet", context: { cluster: "storefleet", user: "deployer" } }],
    });
    expect(clusterIdentity(stdout)).toMatch(/^[0-9a-f]{16}$/);
  });

  test("waits for a cluster that is still starting", async () => {
    const ready = node.machine.path("/test/ready");
    kubectl(`if [ ! -e ${ready} ]; then : > ${ready}; echo refused >&2; exit 1; fi; echo '${JSON.stringify(secret)}'`);
    expect((await node.script("print-kubeconfig.sh")).status).toBe(0);
  });

  test("says where to look when the cluster does not come up", async () => {
    kubectl("exit 1");
    const { status, stdout, stderr } = await node.script("print-kubeconfig.sh", { KUBECONFIG_WAIT: "0" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("the cluster did not come up in time; look at: sudo cloud-init status --long; sudo journalctl -u k3s");
  });
});
