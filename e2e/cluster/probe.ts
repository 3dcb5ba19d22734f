import { ensureBinaries } from "../../local/binaries/ensure.ts";
import type { KubeObject } from "../../local/cluster/embedded/kube-object.ts";
import { type RunResult, runProcess } from "../../local/cluster/process-runner.ts";

/** A Debian image that every embedded cluster holds: bash opens connections, perl answers them. */
export const probeImage = "storefleet.local/calico-felix:3.28.5";

/** kubectl against one cluster. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<RunResult>;

/** kubectl of the pinned version with a kubeconfig file. */
export async function kubectlOf(kubeconfigFile: string): Promise<Kubectl> {
  const file = (await ensureBinaries(["kubectl"])).get("kubectl")?.file ?? "kubectl";
  return (args, input) =>
    runProcess([file, "--kubeconfig", kubeconfigFile, ...args], { timeoutMs: 120_000, ...(input !== undefined && { input }) });
}

/** Runs kubectl and throws with its output unless it succeeds. */
export async function must(kubectl: Kubectl, args: readonly string[], input?: string): Promise<string> {
  const result = await kubectl(args, input);
  if (result.code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${result.stderr}${result.stdout}`);
  return result.stdout;
}

/** Creates or changes objects. */
export const apply = (kubectl: Kubectl, objects: readonly KubeObject[]) =>
  must(kubectl, ["apply", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));

const answer = (text: string) =>
  `$s=IO::Socket::INET->new(Listen=>9,LocalPort=>8080,ReuseAddr=>1) or die; while($c=$s->accept){ sysread $c,$b,1024; print $c "HTTP/1.0 200 OK\\r\\n\\r\\n${text}"; close $c }`;

/** Options of {@link pod}. */
export interface PodOptions {
  /** Answers every http request on 8080 with this text. @default - the pod sleeps */
  readonly answers?: string;
  /** Claim mounted at /data. @default - none */
  readonly claim?: string;
  /** Makes the pod too free for the restricted standard. @default - none */
  readonly hostPort?: number;
}

/** A pod as Pod Security "restricted" wants it. */
export function pod(namespace: string, name: string, options: PodOptions = {}): KubeObject {
  const command = options.answers === undefined ? ["sleep", "100000"] : ["perl", "-MIO::Socket::INET", "-e", answer(options.answers)];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "main",
          image: probeImage,
          imagePullPolicy: "Never",
          command,
          securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
          ...(options.answers !== undefined && {
            ports: [{ containerPort: 8080, ...(options.hostPort !== undefined && { hostPort: options.hostPort }) }],
            readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
          }),
          ...(options.claim !== undefined && { volumeMounts: [{ name: "data", mountPath: "/data" }] }),
        },
      ],
      ...(options.claim !== undefined && { volumes: [{ name: "data", persistentVolumeClaim: { claimName: options.claim } }] }),
    },
  };
}

/** What a pod gets from an address over http; "blocked" when nothing answers within two seconds. */
export async function fetchFrom(kubectl: Kubectl, namespace: string, name: string, address: string): Promise<string> {
  const [host = "", port = "80"] = address.split(":");
  const script = `exec 3<>/dev/tcp/${host}/${port} && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && sed '1,/^.$/d' <&3`;
  const result = await kubectl(["-n", namespace, "exec", name, "--", "timeout", "2", "bash", "-c", script]);
  return result.code === 0 ? result.stdout : "blocked";
}
