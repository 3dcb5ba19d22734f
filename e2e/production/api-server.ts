import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { ensureBinaries } from "../../local/binaries/ensure.ts";
import { admissionConfiguration, auditPolicy } from "../../stacks/cluster/cloud-init/policies.ts";
import type { Finished } from "./tools.ts";

const adminToken = "admin-token";
const programs = ["etcd", "kube-apiserver", "kube-controller-manager", "kubectl"] as const;

/** How an {@link ApiServer} is started. */
export interface ApiServerOptions {
  /**
   * Run the controllers too: accounts get their tokens, deleted namespaces go.
   * @default false
   */
  readonly controllers?: boolean;
}

/**
 * A real API server with its etcd, with the admission and audit configuration of a production server. No kubelet: pods are
 * admitted or refused, and never run.
 */
export class ApiServer {
  private readonly folder = mkdtempSync(join(tmpdir(), "storefleet-api-"));
  private readonly processes: ChildProcess[] = [];
  private kubectlPath = "";
  private url = "";

  static async start({ controllers = false }: ApiServerOptions = {}): Promise<ApiServer> {
    const server = new ApiServer();
    try {
      await server.run(controllers);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  private async run(controllers: boolean): Promise<void> {
    const found = await ensureBinaries(programs);
    const path = (name: (typeof programs)[number]) => found.get(name)?.file ?? name;
    this.kubectlPath = path("kubectl");
    const [client = 0, peer = 0, secure = 0, controller = 0] = await freePorts(4);
    this.url = `https://127.0.0.1:${secure}`;
    const etcdUrl = `http://127.0.0.1:${client}`;
    const peerUrl = `http://127.0.0.1:${peer}`;
    this.spawn("etcd", path("etcd"), [
      `--data-dir=${join(this.folder, "etcd")}`,
      `--listen-client-urls=${etcdUrl}`,
      `--advertise-client-urls=${etcdUrl}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
      "--unsafe-no-fsync=true",
    ]);
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const signing = this.file("account.key", privateKey.export({ type: "pkcs1", format: "pem" }).toString());
    const verifying = this.file("account.pub", publicKey.export({ type: "spki", format: "pem" }).toString());
    this.spawn("kube-apiserver", path("kube-apiserver"), [
      `--etcd-servers=${etcdUrl}`,
      `--secure-port=${secure}`,
      "--bind-address=127.0.0.1",
      `--cert-dir=${join(this.folder, "certificates")}`,
      "--authorization-mode=RBAC",
      "--allow-privileged=true",
      `--token-auth-file=${this.file("tokens.csv", `${adminToken},admin,admin,system:masters\n`)}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-signing-key-file=${signing}`,
      `--service-account-key-file=${verifying}`,
      "--service-cluster-ip-range=10.43.0.0/16",
      "--enable-admission-plugins=NodeRestriction,EventRateLimit",
      // Nobody makes accounts' default objects here.
      "--disable-admission-plugins=ServiceAccount",
      `--admission-control-config-file=${this.file("admission.yaml", stringify(admissionConfiguration("v1.36")))}`,
      `--audit-policy-file=${this.file("audit.yaml", stringify(auditPolicy))}`,
      `--audit-log-path=${join(this.folder, "audit.log")}`,
    ]);
    await this.untilReady();
    if (controllers) {
      this.spawn("kube-controller-manager", path("kube-controller-manager"), [
        `--kubeconfig=${this.file("admin.kubeconfig", this.kubeconfig())}`,
        `--service-account-private-key-file=${signing}`,
        "--use-service-account-credentials=false",
        "--leader-elect=false",
        "--bind-address=127.0.0.1",
        `--secure-port=${controller}`,
        `--cert-dir=${join(this.folder, "certificates")}`,
      ]);
    }
  }

  private spawn(name: string, path: string, args: readonly string[]): void {
    const log = join(this.folder, `${name}.log`);
    const child = spawn("sh", ["-c", 'exec "$0" "$@" >"$LOG" 2>&1', path, ...args], { env: { ...process.env, LOG: log }, stdio: "ignore" });
    this.processes.push(child);
  }

  private file(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }

  private async untilReady(): Promise<void> {
    for (let attempt = 0; attempt < 240; attempt++) {
      if (this.kubectl(["get", "--raw", "/readyz"]).stdout === "ok" && this.kubectl(["get", "namespace", "default"]).status === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error(`the API server did not become ready:\n${this.log("kube-apiserver").slice(-2000)}`);
  }

  log(name: "kube-apiserver" | "etcd"): string {
    return readFileSync(join(this.folder, `${name}.log`), "utf8");
  }

  /** Lines of the audit log. */
  audit(): {
    level: string;
    verb: string;
    objectRef?: { resource?: string; name?: string };
    requestObject?: unknown;
    user: { username: string };
  }[] {
    const lines = readFileSync(join(this.folder, "audit.log"), "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line));
  }

  /**
   * Runs kubectl.
   *
   * @param as Whom to act as; the administrator by default.
   */
  kubectl(args: readonly string[], options: { input?: string; as?: string } = {}): Finished {
    const common = [`--server=${this.url}`, "--insecure-skip-tls-verify=true", `--token=${adminToken}`, "--request-timeout=20s"];
    const whom = options.as === undefined ? [] : [`--as=${options.as}`, ...groupsOf(options.as)];
    const { status, stdout, stderr } = spawnSync(this.kubectlPath, [...common, ...whom, ...args], {
      encoding: "utf8",
      input: options.input ?? "",
      env: { ...process.env, KUBECONFIG: "/dev/null", HOME: this.folder },
    });
    return { status, stdout, stderr };
  }

  /** Text of the administrator's kubeconfig. */
  kubeconfig(): string {
    return stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "admin",
      clusters: [{ name: "cluster", cluster: { server: this.url, "insecure-skip-tls-verify": true } }],
      users: [{ name: "admin", user: { token: adminToken } }],
      contexts: [{ name: "admin", context: { cluster: "cluster", user: "admin" } }],
    });
  }

  /** Creates objects as somebody; what the server said. */
  create(objects: readonly object[], as?: string): Finished {
    return this.send("create", objects, as);
  }

  /** Creates or changes objects as somebody; what the server said. */
  apply(objects: readonly object[], as?: string): Finished {
    return this.send("apply", objects, as);
  }

  private send(verb: "create" | "apply", objects: readonly object[], as?: string): Finished {
    const input = objects.map((object) => JSON.stringify(object)).join("\n---\n");
    const flags = verb === "apply" ? ["--server-side", "--force-conflicts", "--validate=strict"] : ["--validate=strict"];
    return this.kubectl([verb, ...flags, "-f", "-"], { input, ...(as === undefined ? {} : { as }) });
  }

  async stop(): Promise<void> {
    const ends = this.processes.map(
      (child) => new Promise((resolve) => (child.exitCode === null ? child.on("exit", resolve) : resolve(0))),
    );
    for (const child of [...this.processes].reverse()) child.kill("SIGKILL");
    await Promise.all(ends);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** An account is in the groups that the API server would put it in. */
function groupsOf(user: string): string[] {
  const namespace = /^system:serviceaccount:([^:]+):/.exec(user)?.[1];
  const groups = namespace === undefined ? [] : ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
  return ["system:authenticated", ...groups].map((group) => `--as-group=${group}`);
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port))),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
