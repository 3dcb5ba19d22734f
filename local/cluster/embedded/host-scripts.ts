import { cniConfigName } from "./cni-config.ts";
import { cgroup, type EmbeddedLayout, network, programPath } from "./layout.ts";

/** Kernel settings that kubelet, kube-proxy, Felix or we change; recorded before the start, put back by stop and delete. */
export const changedSysctls = [
  "net/ipv4/ip_forward",
  // The kernel sets these anew whenever ip_forward changes, so they come after it.
  "net/ipv4/conf/*/forwarding",
  "net/ipv4/conf/*/accept_redirects",
  "net/ipv4/conf/all/route_localnet",
  "net/ipv4/conf/all/rp_filter",
  "vm/overcommit_memory",
  "vm/panic_on_oom",
  "kernel/panic",
  "kernel/panic_on_oops",
  "kernel/keys/root_maxkeys",
  "kernel/keys/root_maxbytes",
] as const;

/** iptables makes it; it stays when it was there before. */
export const xtablesLock = "/run/xtables.lock";

/** Folders that kubeadm's pods mount from the host; containerd would make them, and nobody would remove them. */
const hostPaths = ["/lib/modules", "/etc/ssl/certs"];

const modules = [
  "overlay",
  "bridge",
  "veth",
  "nf_conntrack",
  "nf_tables",
  "nft_compat",
  "ip_set",
  "xt_set",
  "xt_comment",
  "xt_multiport",
  "xt_rpfilter",
];

/**
 * A script that makes the machine ready for kubelet and containerd: modules, kernel settings, the node's address, control groups and the mount
 * namespace. A script and not our own code, because under systemd it also runs at boot, when nobody knows where this checkout is. Safe to repeat.
 */
export function prepareScript(layout: EmbeddedLayout): string {
  const folders = [
    layout.etc,
    layout.cniBin,
    layout.cniConf,
    layout.cniState,
    layout.volumes,
    layout.podLogs,
    layout.pids,
    layout.containerd,
    layout.containerdState,
    ...layout.binds.map((bind) => bind.from),
  ];
  return `#!/bin/sh
# Written by storefleet; changes are lost at the next start.
set -eu
umask 022
PATH=${programPath(layout)}
export PATH

mkdir -p ${layout.root} ${layout.run}
chmod 0711 ${layout.root} ${layout.run}
mkdir -p ${[...new Set(folders)].join(" ")}
mkdir -p -m 0700 ${layout.etcd}

for module in ${modules.join(" ")}; do
  modprobe -q "$module" 2>/dev/null || true
done

if [ ! -f ${layout.sysctls} ]; then
  (cd /proc/sys && for name in ${changedSysctls.join(" ")}; do
    [ ! -f "$name" ] || echo "$name $(cat "$name")"
  done) > ${layout.sysctls}.new
  [ -e ${xtablesLock} ] || : > ${layout.ownXtablesLock}
  mv ${layout.sysctls}.new ${layout.sysctls}
fi
echo 1 > /proc/sys/net/ipv4/ip_forward

${podNameservers(`${layout.etc}/resolv.conf`)}

# The services' range leads to the node's own interface: nothing meant for a service leaves the machine before kube-proxy has its rules.
[ -d /sys/class/net/${network.nodeInterface} ] || ip link add ${network.nodeInterface} type bridge
ip address replace ${network.nodeAddress}/32 dev ${network.nodeInterface}
ip link set ${network.nodeInterface} up
ip route replace ${network.serviceSubnet} dev ${network.nodeInterface} src ${network.nodeAddress}

# Version 1 of control groups has a tree per controller, version 2 has one.
if [ -f ${layout.cgroupBase}/cgroup.controllers ]; then
  mkdir -p ${layout.cgroupBase}/${cgroup}
  for controller in cpu cpuset io memory pids hugetlb; do
    echo "+$controller" > ${layout.cgroupBase}/cgroup.subtree_control 2>/dev/null || true
    echo "+$controller" > ${layout.cgroupBase}/${cgroup}/cgroup.subtree_control 2>/dev/null || true
  done
else
  for tree in ${layout.cgroupBase}/*/; do
    [ -f "$tree/cgroup.procs" ] || continue
    mkdir -p "$tree/${cgroup}"
    for file in cpuset.cpus cpuset.mems; do
      if [ -f "$tree/${cgroup}/$file" ] && [ -z "$(cat "$tree/${cgroup}/$file")" ]; then
        cat "$tree/$file" > "$tree/${cgroup}/$file"
      fi
    done
  done
fi

# Upstream fixes some paths. In a mount namespace of their own kubelet and containerd see our folders there, and every mount ends with it.
if [ ! -f ${layout.namespace}/ready ] || ! nsenter --mount=${layout.namespace}/mnt true 2>/dev/null; then
  mkdir -p ${layout.namespace}
  umount -l ${layout.namespace}/mnt 2>/dev/null || true
  umount -l ${layout.namespace} 2>/dev/null || true
  rm -f ${layout.namespace}/ready
  for point in ${[...layout.binds.map((bind) => bind.to), ...hostPaths].join(" ")}; do
    if [ ! -d "$point" ]; then
      echo "$point" >> ${layout.mountPoints}
      mkdir -p "$point"
    fi
  done
  mount --bind ${layout.namespace} ${layout.namespace}
  mount --make-private ${layout.namespace}
  : > ${layout.namespace}/mnt
  # Recent kernels number namespaces per CPU and refuse to pin one whose number is lower than that of the namespace we are in: another CPU has other numbers.
  pin() {
    "$@" unshare --mount=${layout.namespace}/mnt --propagation slave sh -euc '
      mount --make-rshared /
${layout.binds.map((bind) => `      mount --bind ${bind.from} ${bind.to}`).join("\n")}
    '
  }
  pinned=
  for cpu in /sys/devices/system/cpu/cpu[0-9]*; do
    if pin taskset -c "\${cpu##*/cpu}" 2>${layout.namespace}/error; then
      pinned=1
      break
    fi
  done
  [ -n "$pinned" ] || { cat ${layout.namespace}/error >&2; exit 1; }
  : > ${layout.namespace}/ready
fi

# Pods must wait for kube-proxy and Felix, which have no rules yet.
if ! ${networkIsProgrammed}; then
  rm -f ${layout.cniConf}/${cniConfigName}
fi
`;
}

/**
 * Shell lines that write the nameservers which pods can reach. Loopback ones are left out: in a pod they would be the pod itself, and CoreDNS would ask
 * itself. CoreDNS does not start without any; nobody listens on the node's address, so without any, names outside the cluster fail at once.
 */
export function podNameservers(target: string, sources = ["/run/systemd/resolve/resolv.conf", "/etc/resolv.conf"]): string {
  return `servers=
for file in ${sources.join(" ")}; do
  [ -f "$file" ] || continue
  servers=$(sed -n 's/^[[:space:]]*nameserver[[:space:]]*\\([^[:space:]]*\\).*/nameserver \\1/p' "$file" | grep -Ev ' (127\\.|::1$)' | head -n 3) || true
  [ -z "$servers" ] || break
done
echo "\${servers:-nameserver ${network.nodeAddress}}" > ${target}`;
}

/** True once kube-proxy knows the API server's service and Felix filters: what pods need before they may start. */
const networkIsProgrammed =
  "{ iptables-nft-save -t nat | grep -q 'KUBE-SERVICES .*default/kubernetes:https' && iptables-nft-save -t filter | grep -q 'FORWARD .*cali-FORWARD'; }";

/** A script that waits for the rules of kube-proxy and Felix and then lets pods start. */
export function openNetworkScript(layout: EmbeddedLayout): string {
  return `#!/bin/sh
# Written by storefleet; changes are lost at the next start.
set -eu
PATH=${programPath(layout)}
export PATH
[ -f ${layout.cniStaged}/${cniConfigName} ] || exit 0
until ${networkIsProgrammed}; do
  sleep 0.2
done
cp ${layout.cniStaged}/${cniConfigName} ${layout.cniConf}/.${cniConfigName}
mv ${layout.cniConf}/.${cniConfigName} ${layout.cniConf}/${cniConfigName}
`;
}

/** A script that becomes the kubelet once kubeadm has written its configuration. */
export function kubeletScript(layout: EmbeddedLayout): string {
  return `#!/bin/sh
# Written by storefleet; changes are lost at the next start.
set -eu
PATH=${programPath(layout)}
export PATH
${enterCgroup(layout, "kubelet")}
while [ ! -f ${layout.kubelet}/config.yaml ] || [ ! -f ${layout.kubelet}/kubeadm-flags.env ]; do
  sleep 0.1
done
. ${layout.kubelet}/kubeadm-flags.env
# shellcheck disable=SC2086
exec nsenter --mount=${layout.namespace}/mnt -- ${layout.bin}/kubelet \\
  --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf \\
  --config=/var/lib/kubelet/config.yaml $KUBELET_KUBEADM_ARGS
`;
}

/** A script that becomes containerd. */
export function containerdScript(layout: EmbeddedLayout): string {
  return `#!/bin/sh
# Written by storefleet; changes are lost at the next start.
set -eu
PATH=${programPath(layout)}
export PATH
${enterCgroup(layout, "containerd")}
exec nsenter --mount=${layout.namespace}/mnt -- ${layout.bin}/containerd --config ${layout.etc}/containerd.toml
`;
}

/** Shell lines that move the script to a control group of its own, so that their memory can be told from that of whoever typed the command. */
export function enterCgroup(layout: EmbeddedLayout, name: string): string {
  return `if [ -f ${layout.cgroupBase}/cgroup.controllers ]; then trees=${layout.cgroupBase}/; else trees=$(echo ${layout.cgroupBase}/*/); fi
for tree in $trees; do
  [ -d "$tree/${cgroup}" ] || continue
  mkdir -p "$tree/${cgroup}/${name}"
  for file in cpuset.cpus cpuset.mems; do
    if [ -f "$tree/cgroup.clone_children" ] && [ -f "$tree/${cgroup}/${name}/$file" ] && [ -z "$(cat "$tree/${cgroup}/${name}/$file")" ]; then
      cat "$tree/${cgroup}/$file" > "$tree/${cgroup}/${name}/$file"
    fi
  done
  echo $$ > "$tree/${cgroup}/${name}/cgroup.procs"
done`;
}
