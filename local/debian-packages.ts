import { AptError, type AptOptions, findCommand, install, isRoot, requireApt } from "./apt.ts";

/** A Debian package of plain tools: none of them starts a service. */
export interface HostTool {
  readonly package: string;
  /** What must be there; the package is installed only if one of them is missing. */
  readonly commands: readonly string[];
  readonly purpose: string;
}

/**
 * Tools that the embedded cluster and image builds call on the host. They are really installed, because the kubelet, kube-proxy
 * and kubeadm look for them in the system's folders, and because installing them changes nothing that runs.
 *
 * containerd, runc, the CNI plugins and busybox are not here: their packages would start a service or replace another package,
 * so they are only unpacked into our cache (`container-runtime.ts`).
 */
export const HOST_TOOLS: readonly HostTool[] = [
  { package: "iptables", commands: ["iptables", "iptables-save", "iptables-restore", "ip6tables"], purpose: "service and policy rules" },
  { package: "nftables", commands: ["nft"], purpose: "policy rules" },
  { package: "ipset", commands: ["ipset"], purpose: "sets of addresses in policy rules" },
  { package: "conntrack", commands: ["conntrack"], purpose: "kube-proxy's cleaning of stale connections" },
  { package: "nfacct", commands: ["nfacct"], purpose: "removal of kube-proxy's counters" },
  { package: "socat", commands: ["socat"], purpose: "kubectl port-forward" },
  { package: "ethtool", commands: ["ethtool"], purpose: "settings of pod interfaces" },
  { package: "kmod", commands: ["modprobe"], purpose: "kernel modules" },
  { package: "iproute2", commands: ["ip", "tc"], purpose: "pod interfaces and routes" },
  { package: "procps", commands: ["sysctl"], purpose: "kernel settings" },
  { package: "mmdebstrap", commands: ["mmdebstrap"], purpose: "base images" },
];

/** The tools of {@link HOST_TOOLS} that this machine lacks. */
export async function missingHostTools(options: AptOptions = {}): Promise<readonly HostTool[]> {
  const found = await Promise.all(
    HOST_TOOLS.map(async (tool) => {
      const files = await Promise.all(tool.commands.map((command) => findCommand(command, options)));
      return files.every((file) => file !== undefined);
    }),
  );
  return HOST_TOOLS.filter((_tool, index) => !found[index]);
}

/**
 * Installs the missing tools with apt, without questions and without recommended packages.
 *
 * @returns the packages that were installed.
 * @throws {AptError} if this is no Debian, if it is not run as root, or if apt fails.
 */
export async function ensureHostTools(options: AptOptions = {}): Promise<readonly string[]> {
  const packages = (await missingHostTools(options)).map((tool) => tool.package);
  if (packages.length === 0) return [];
  await requireApt("The embedded cluster", options);
  if (!isRoot(options)) {
    throw new AptError(
      `${packages.join(", ")} must be installed, which only root may do. Run: sudo apt-get install -y ${packages.join(" ")}`,
    );
  }
  await install(packages, options);
  const still = await missingHostTools(options);
  if (still.length > 0) {
    throw new AptError(
      `apt-get installed ${packages.join(", ")}, and yet these commands are missing: ${still.flatMap(({ commands }) => commands).join(", ")}.`,
    );
  }
  options.onProgress?.({ phase: "done", packages, seconds: 0 });
  return packages;
}
