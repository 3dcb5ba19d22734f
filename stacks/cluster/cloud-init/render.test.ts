import { describe, expect, test } from "@jest/globals";
import { parse, parseAllDocuments } from "yaml";
import { exampleAgent, exampleServer } from "./example.ts";
import { settingsFile, sysctls } from "./files.ts";
import { renderAgent, renderServer } from "./render.ts";

interface CloudConfig {
  readonly users: readonly unknown[];
  readonly write_files: readonly { path: string; owner: string; permissions: string; content: string }[];
  readonly [key: string]: unknown;
}

const server = renderServer(exampleServer);
const agent = renderAgent(exampleAgent);
const configOf = (document: string) => parse(document) as CloudConfig;
const file = (document: string, path: string) => {
  const found = configOf(document).write_files.find((candidate) => candidate.path === path);
  if (found === undefined) throw new Error(`no ${path}`);
  return found;
};
const settingsOf = (document: string) =>
  Object.fromEntries(
    file(document, "/etc/storefleet/node.env")
      .content.trim()
      .split("\n")
      .map((line) => /^(\w+)='(.*)'$/.exec(line)?.slice(1) ?? [line, ""]),
  ) as Record<string, string>;

describe("renderServer", () => {
  test("is a cloud-config, the same for the same options", () => {
    expect(server.startsWith("#cloud-config\n")).toBe(true);
    expect(renderServer(exampleServer)).toBe(server);
    const { write_files, users, ...rest } = configOf(server);
    expect(rest).toEqual({
      ssh_pwauth: false,
      disable_root: true,
      package_update: true,
      packages: ["jq", "lvm2", "unattended-upgrades"],
      runcmd: [["/usr/local/lib/storefleet/bootstrap.sh"]],
    });
    expect(write_files.every(({ owner }) => owner === "root:root")).toBe(true);
    expect(users).toEqual([
      "default",
      {
        name: "deployer",
        gecos: "May print the deployment's kubeconfig and nothing else",
        shell: "/bin/bash",
        lock_passwd: true,
        sudo: "ALL=(root) NOPASSWD: /usr/local/lib/storefleet/print-kubeconfig.sh",
        ssh_authorized_keys: [`restrict,command="sudo /usr/local/lib/storefleet/print-kubeconfig.sh" ${exampleServer.deployerPublicKey}`],
      },
    ]);
  });

  test("configures k3s as the CIS guide says", () => {
    const { permissions, content } = file(server, "/etc/rancher/k3s/config.yaml");
    expect(permissions).toBe("0600");
    const config = parse(content) as Record<string, unknown>;
    expect(config).toMatchObject({
      "node-name": "storefleet-prod-server",
      "node-ip": "10.60.0.10",
      "advertise-address": "10.60.0.10",
      "tls-san": ["198.51.100.7", "storefleet-prod-0a1b2c3d.westeurope.cloudapp.azure.com"],
      "token-file": "/etc/storefleet/secrets/server-token",
      "agent-token-file": "/etc/storefleet/secrets/agent-token",
      "write-kubeconfig-mode": "0600",
      disable: ["traefik", "servicelb", "local-storage"],
      "disable-helm-controller": true,
      "cluster-init": true,
      "flannel-backend": "wireguard-native",
      "secrets-encryption": true,
      "secrets-encryption-provider": "secretbox",
      "protect-kernel-defaults": true,
      "etcd-snapshot-schedule-cron": "0 */6 * * *",
      "etcd-snapshot-retention": "28",
      "etcd-snapshot-compress": true,
      "kube-controller-manager-arg": ["terminated-pod-gc-threshold=100"],
    });
    expect(config["kube-apiserver-arg"]).toEqual([
      "enable-admission-plugins=NodeRestriction,EventRateLimit",
      "admission-control-config-file=/etc/storefleet/k3s/admission.yaml",
      "audit-policy-file=/etc/storefleet/k3s/audit.yaml",
      "audit-log-path=/var/lib/rancher/k3s/server/logs/audit.log",
      "audit-log-maxage=30",
      "audit-log-maxbackup=10",
      "audit-log-maxsize=100",
      "service-account-extend-token-expiration=false",
      "tls-min-version=VersionTLS12",
      expect.stringMatching(/^tls-cipher-suites=(TLS_ECDHE_[A-Z0-9_]+,?){6}$/),
    ]);
    expect(config["kubelet-arg"]).toEqual(
      expect.arrayContaining([
        "streaming-connection-idle-timeout=5m",
        "max-pods=220",
        "system-reserved=cpu=100m,memory=256Mi",
        "kube-reserved=cpu=300m,memory=1280Mi",
      ]),
    );
    // Azure's address translation would make pods reach the node by an address that it does not have.
    expect(config).not.toHaveProperty("node-external-ip");
  });

  test("sets every kernel parameter that the kubelet insists on", () => {
    expect(file(server, "/etc/sysctl.d/90-storefleet.conf").content).toBe(
      "vm.panic_on_oom = 0\nvm.overcommit_memory = 1\nkernel.panic = 10\nkernel.panic_on_oops = 1\n" +
        "kernel.keys.root_maxkeys = 1000000\nkernel.keys.root_maxbytes = 25000000\n" +
        "fs.inotify.max_user_instances = 8192\nfs.inotify.max_user_watches = 524288\n",
    );
    expect(Object.keys(sysctls)).toHaveLength(8);
  });

  test("holds every namespace to the restricted standard but k3s's own", () => {
    const admission = parse(file(server, "/etc/storefleet/k3s/admission.yaml").content) as {
      plugins: { name: string; configuration: object }[];
    };
    expect(admission.plugins.map(({ name }) => name)).toEqual(["PodSecurity", "EventRateLimit"]);
    expect(admission.plugins[0]?.configuration).toEqual({
      apiVersion: "pod-security.admission.config.k8s.io/v1",
      kind: "PodSecurityConfiguration",
      defaults: {
        enforce: "restricted",
        "enforce-version": "v1.36",
        audit: "restricted",
        "audit-version": "v1.36",
        warn: "restricted",
        "warn-version": "v1.36",
      },
      exemptions: { usernames: [], runtimeClasses: [], namespaces: ["kube-system"] },
    });
  });

  test("audits changes, never the content of a Secret, and Secrets before the readers it leaves out", () => {
    const { rules } = parse(file(server, "/etc/storefleet/k3s/audit.yaml").content) as {
      rules: { level: string; users?: string[]; resources?: { group: string; resources?: string[] }[] }[];
    };
    const secrets = rules.findIndex(({ resources }) => resources?.some((entry) => entry.resources?.includes("secrets")));
    expect(rules[secrets]?.level).toBe("Metadata");
    expect(rules.findIndex(({ users }) => users !== undefined)).toBeGreaterThan(secrets);
    const withBodies = rules.filter(({ level }) => level === "RequestResponse").flatMap(({ resources }) => resources ?? []);
    expect(withBodies.flatMap((entry) => entry.resources ?? [])).not.toContain("secrets");
  });

  test("brings the deployment's account as objects that k3s applies", () => {
    const objects = parseAllDocuments(file(server, "/etc/storefleet/manifests/storefleet-access.yaml").content).map((document) =>
      document.toJSON(),
    );
    expect(objects.map((object) => `${object.kind} ${object.metadata.name}`)).toEqual([
      "Namespace storefleet-access",
      "ServiceAccount deployer",
      "Secret deployer-token",
      "ClusterRoleBinding storefleet-deployer",
    ]);
  });

  test("has pins for everything that is downloaded", () => {
    expect(settingsOf(server)).toMatchObject({
      NODE_ROLE: "server",
      K3S_VERSION: "v1.36.4+k3s1",
      K3S_BINARY_SHA256: "835873f37245fc615f547a2fe2af9402a347875f13fa64a1f136de644955ea3f",
      K3S_IMAGES_SHA256: "9024613e2d468c51ba0e5ba21898604c41339354449fb3338cc6a7931189eb6a",
      K3S_INSTALLER_SHA256: "46177d4c99440b4c0311b67233823a8e8a2fc09693f6c89af1a7161e152fbfad",
      SECRETS: "server-token agent-token ssh-host-key",
    });
  });

  test("restarts after security updates at night, an agent 20 minutes later", () => {
    const path = "/etc/apt/apt.conf.d/52storefleet-unattended-upgrades";
    expect(file(server, path).content).toContain('Automatic-Reboot-Time "03:00"');
    expect(file(agent, path).content).toContain('Automatic-Reboot-Time "03:20"');
    expect(file(renderAgent({ ...exampleAgent, index: 9 }), path).content).toContain('Automatic-Reboot-Time "06:20"');
  });

  test("refuses when an address is not https", () => {
    expect(() => renderServer({ ...exampleServer, vaultUrl: "http://vault" })).toThrow(
      'vaultUrl is "http://vault"; allowed: an https address',
    );
    expect(() => renderServer({ ...exampleServer, snapshotUrl: "https://blob/" })).toThrow("without a trailing slash");
  });

  test("refuses when a setting would end its quotes", () => {
    expect(() => settingsFile({ A: "x'; rm -rf /" })).toThrow("node setting A is");
    expect(() => settingsFile({ A: "x\ny" })).toThrow("no line breaks");
  });

  test("refuses when the file is longer than Azure keeps", () => {
    expect(() =>
      renderServer({ ...exampleServer, tlsNames: Array.from({ length: 3000 }, (_, index) => `shop-${index}.acme.com`) }),
    ).toThrow(/the cloud-init file has \d+ bytes; Azure keeps 65535/);
  });
});

describe("renderAgent", () => {
  test("joins with the agents' token and gets no other secret, account or manifest", () => {
    const config = parse(file(agent, "/etc/rancher/k3s/config.yaml").content) as Record<string, unknown>;
    expect(config).toMatchObject({
      "node-name": "storefleet-prod-agent-0",
      "node-ip": "10.60.0.20",
      server: "https://10.60.0.10:6443",
      "token-file": "/etc/storefleet/secrets/agent-token",
      "protect-kernel-defaults": true,
    });
    expect(settingsOf(agent)).toMatchObject({ SECRETS: "agent-token" });
    expect(configOf(agent).users).toEqual(["default"]);
    expect(configOf(agent).write_files.map(({ path }) => path)).not.toContain("/etc/storefleet/manifests/storefleet-access.yaml");
  });
});

describe("secrets", () => {
  test("no file holds one: machines fetch theirs", () => {
    for (const document of [server, agent]) {
      expect(document).not.toMatch(/PRIVATE KEY|"?token"?: [0-9a-f]{16,}|password:/i);
      const names = configOf(document).write_files.map(({ path }) => path);
      expect(names.filter((path) => path.startsWith("/etc/storefleet/secrets"))).toEqual([]);
    }
  });
});
