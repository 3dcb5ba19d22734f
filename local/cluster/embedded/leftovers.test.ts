import { expect, test } from "@jest/globals";
import { embeddedLayout } from "./layout.ts";
import { type Evidence, leftoversIn, mountPointsIn } from "./leftovers.ts";

const layout = embeddedLayout();
const clean: Evidence = {
  processes: [],
  mountinfo: "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n25 22 0:23 / /run rw - tmpfs tmpfs rw\n",
  links: [],
  rules: { iptables: "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n", ip6tables: "" },
  sets: "f2b-sshd\n",
  groups: [],
  files: [],
};

test("a machine without our things is clean", () => {
  expect(leftoversIn(clean, layout)).toEqual([]);
});

test("everything that a cluster makes is named", () => {
  const mountinfo = `${clean.mountinfo}90 25 254:0 /x /run/storefleet/namespace rw - ext4 /dev/vda rw
91 90 0:4 mnt:[4026532255] /run/storefleet/namespace/mnt rw - nsfs nsfs rw
92 25 0:44 / /run/storefleet-other rw - tmpfs tmpfs rw
93 22 0:45 / /var/lib/storefleet/kubelet/pods/a\\040b rw - tmpfs tmpfs rw
`;
  const evidence: Evidence = {
    processes: [{ pid: 4711, name: "kubelet" }],
    mountinfo,
    links: ["cali0123456789a", "storefleet0"],
    rules: {
      iptables: '*nat\n:KUBE-SERVICES - [0:0]\n-A OUTPUT -m comment --comment "x" -j KUBE-SERVICES\nCOMMIT\n',
      ip6tables: "*mangle\n:KUBE-KUBELET-CANARY - [0:0]\nCOMMIT\n",
    },
    sets: "cali40this-host\n",
    groups: ["/sys/fs/cgroup/memory/storefleet"],
    files: ["/var/lib/storefleet", "/etc/kubernetes"],
  };
  expect(leftoversIn(evidence, layout)).toEqual([
    "process 4711 (kubelet)",
    "mount /run/storefleet/namespace",
    "mount /run/storefleet/namespace/mnt",
    "mount /var/lib/storefleet/kubelet/pods/a b",
    "interface cali0123456789a",
    "interface storefleet0",
    "control group /sys/fs/cgroup/memory/storefleet",
    "file /var/lib/storefleet",
    "file /etc/kubernetes",
    "iptables chain nat/KUBE-SERVICES",
    'iptables rule nat: -A OUTPUT -m comment --comment "x" -j KUBE-SERVICES',
    "ip6tables chain mangle/KUBE-KUBELET-CANARY",
    "ipset cali40this-host",
  ]);
});

test("what could not be read is not taken for clean", () => {
  expect(leftoversIn({ ...clean, rules: { iptables: undefined, ip6tables: "" }, sets: undefined }, layout)).toEqual([
    "iptables rules could not be read",
    "ipset sets could not be read",
  ]);
});

test("mount points may hold spaces", () => {
  expect(mountPointsIn("1 0 0:1 / /a\\040b\\134c rw - tmpfs tmpfs rw\n")).toEqual(["/a b\\c"]);
});
