import { spawn } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { freePort } from "../../control/web/browser/free-port.ts";
import { sshKey } from "../../stacks/cluster/azure/ssh-key.ts";
import { exampleServer } from "../../stacks/cluster/cloud-init/example.ts";
import { renderServer } from "../../stacks/cluster/cloud-init/render.ts";
import { Machine } from "./machine.ts";
import { ensureTools, must, run } from "./tools.ts";

const hostKey = sshKey(Buffer.alloc(32, 3), "host");
const deployerKey = sshKey(Buffer.alloc(32, 4), "deployer");
const document = renderServer({ ...exampleServer, deployerPublicKey: deployerKey.publicKey });

describe("SSH access of the deployment, with a real sshd", () => {
  let machine: Machine;
  let port = 0;
  let sshd: ReturnType<typeof spawn>;
  const connect = (knownHost: string, command: string) => {
    machine.write("/test/known_hosts", `[127.0.0.1]:${port} ${knownHost}\n`, 0o600);
    const options = ["BatchMode=yes", "StrictHostKeyChecking=yes", `UserKnownHostsFile=${machine.path("/test/known_hosts")}`];
    const flags = options.flatMap((option) => ["-o", option]);
    return run("ssh", ["-F", "none", ...flags, "-i", machine.path("/test/key"), "-p", String(port), "root@127.0.0.1", command]);
  };

  beforeAll(async () => {
    ensureTools("sshd");
    machine = new Machine(document);
    port = await freePort();
    const users = (parse(document) as { users: { ssh_authorized_keys?: string[] }[] }).users;
    const authorized = users.flatMap((user) => user.ssh_authorized_keys ?? []).join("\n");
    // The account that may run one command is root here; what it runs stands in for the script.
    const script = machine.path("/test/print");
    machine.write("/test/print", "#!/bin/sh\necho kubeconfig\n", 0o755);
    machine.write("/test/authorized_keys", `${authorized.replace(/command="[^"]*"/, `command="${script}"`)}\n`, 0o600);
    machine.write("/test/key", deployerKey.privateKey, 0o600);
    machine.write("/etc/ssh/ssh_host_ed25519_key", hostKey.privateKey, 0o600);
    const hardening = must("cat", machine.path("/etc/ssh/sshd_config.d/10-storefleet.conf")).replace(
      "PermitRootLogin no",
      "PermitRootLogin yes",
    );
    const configuration = [
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${machine.path("/etc/ssh/ssh_host_ed25519_key")}`,
      `AuthorizedKeysFile ${machine.path("/test/authorized_keys")}`,
      "StrictModes no",
      `PidFile ${machine.path("/test/sshd.pid")}`,
      hardening,
      "",
    ];
    machine.write("/test/sshd_config", configuration.join("\n"), 0o600);
    must("mkdir", "--parents", "/run/sshd");
    sshd = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", machine.path("/test/sshd_config")], { stdio: "ignore" });
    for (let attempt = 0; attempt < 50 && run("sh", ["-c", `exec 3<>/dev/tcp/127.0.0.1/${port}`]).status !== 0; attempt++) {
      if (run("bash", ["-c", `exec 3<>/dev/tcp/127.0.0.1/${port}`]).status === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  afterAll(() => {
    sshd?.kill();
    machine?.remove();
  });

  test("the derived key gets the kubeconfig from the server with the derived host key", () => {
    expect(connect(hostKey.publicKey, "anything")).toMatchObject({ status: 0, stdout: "kubeconfig\n" });
  });

  test("whatever it asks for, it runs that one command only", () => {
    expect(connect(hostKey.publicKey, "id; cat /etc/shadow").stdout).toBe("kubeconfig\n");
  });

  test("refuses when the server shows another host key", () => {
    const { status, stderr } = connect(sshKey(Buffer.alloc(32, 5), "other").publicKey, "anything");
    expect(status).toBe(255);
    expect(stderr).toContain("Host key verification failed");
  });

  test("refuses when the key is another one", () => {
    machine.write("/test/key", sshKey(Buffer.alloc(32, 6), "other").privateKey, 0o600);
    const { status, stderr } = connect(hostKey.publicKey, "anything");
    expect(status).toBe(255);
    expect(stderr).toContain("Permission denied (publickey)");
  });
});
