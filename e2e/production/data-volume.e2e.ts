import { mkdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { exampleServer } from "../../stacks/cluster/cloud-init/example.ts";
import { sysctlFile, sysctls } from "../../stacks/cluster/cloud-init/files.ts";
import { renderServer } from "../../stacks/cluster/cloud-init/render.ts";
import { DataDisk, lvmEnvironment } from "./data-disk.ts";
import { Machine } from "./machine.ts";
import { ensureTools, must, run } from "./tools.ts";

const document = renderServer(exampleServer);

describe("data volume", () => {
  let machine: Machine;
  let disk: DataDisk;
  const prepare = (environment = {}) => machine.script("data-volume.sh", { ...lvmEnvironment(machine), ...environment });
  const state = () => machine.path("/var/lib/rancher");

  beforeAll(() => ensureTools("pvcreate", "mkfs.ext4"));
  beforeEach(() => {
    machine = new Machine(document);
    disk = new DataDisk(machine, 600);
  });
  afterEach(() => {
    disk.remove(machine);
    machine.remove();
  });

  test("an empty disk becomes a volume group whose first volume is mounted", () => {
    const { status, stderr } = prepare();
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(run("mountpoint", [state()]).status).toBe(0);
    expect(must("findmnt", "--noheadings", "--output", "FSTYPE,LABEL", state())).toMatch(/^ext4\s+storefleet-state$/);
    expect(readFileSync(machine.path("/etc/fstab"), "utf8")).toBe(
      `/dev/${disk.group}/state ${state()} ext4 defaults,nofail,x-systemd.device-timeout=60s 0 2\n`,
    );
    expect(readlinkSync(machine.path("/etc/rancher/node"))).toBe(`${state()}/node-identity`);
    expect(statSync(`${state()}/node-identity`).mode & 0o777).toBe(0o700);
    // What is left belongs to the stores' volumes.
    expect(disk.freeMiB(machine)).toBe(340);
  });

  test("a second run changes nothing", () => {
    expect(prepare().status).toBe(0);
    writeFileSync(`${state()}/kept`, "kept");
    const fstab = readFileSync(machine.path("/etc/fstab"), "utf8");
    expect(prepare().status).toBe(0);
    expect(readFileSync(`${state()}/kept`, "utf8")).toBe("kept");
    expect(readFileSync(machine.path("/etc/fstab"), "utf8")).toBe(fstab);
  });

  test("a new machine with the old disk finds the cluster's state and its own identity", () => {
    expect(prepare().status).toBe(0);
    writeFileSync(`${state()}/kept`, "kept");
    writeFileSync(machine.path("/etc/rancher/node/password"), "secret");
    disk.unmount(machine);
    rmSync(machine.path("/etc/rancher/node"));
    writeFileSync(machine.path("/etc/fstab"), "");
    const { status, stderr } = prepare();
    expect({ status, made: stderr.includes("making") }).toEqual({ status: 0, made: false });
    expect(readFileSync(`${state()}/kept`, "utf8")).toBe("kept");
    expect(readFileSync(machine.path("/etc/rancher/node/password"), "utf8")).toBe("secret");
  });

  test("an identity from before moves to the volume", () => {
    mkdirSync(machine.path("/etc/rancher/node"), { recursive: true });
    writeFileSync(machine.path("/etc/rancher/node/password"), "older");
    expect(prepare().status).toBe(0);
    expect(readFileSync(`${state()}/node-identity/password`, "utf8")).toBe("older");
  });

  test("a disk that has grown gives its new space to the volume group", () => {
    expect(prepare().status).toBe(0);
    const before = disk.freeMiB(machine);
    disk.grow(900);
    expect(prepare().status).toBe(0);
    expect(disk.freeMiB(machine) - before).toBe(300);
  });

  test("refuses when the disk holds something else, and changes nothing", () => {
    must("mkfs.ext4", "-q", "-L", "somebody", disk.device);
    const before = must("sha256sum", disk.device);
    const { status, stderr } = prepare();
    expect(status).toBe(1);
    expect(stderr).toContain(`the data disk ${disk.device} holds ext4 and no volume group ${disk.group}; nothing was changed`);
    expect(must("sha256sum", disk.device)).toBe(before);
  });

  test("refuses when no data disk is attached", () => {
    machine.set({ DATA_DEVICES: "/dev/disk/azure/data/by-lun/0 /dev/disk/azure/scsi1/lun0" });
    const { status, stderr } = prepare({ DEVICE_WAIT: "0" });
    expect(status).toBe(1);
    expect(stderr).toContain("no data disk: none of /dev/disk/azure/data/by-lun/0 /dev/disk/azure/scsi1/lun0 is a block device");
  });
});

describe("kernel parameters", () => {
  const value = (key: string) => must("sysctl", "--values", key);

  test("this kernel takes every one of them", () => {
    const machine = new Machine(document);
    const before = Object.keys(sysctls).map((key) => [key, value(key)] as const);
    try {
      must("sysctl", "--quiet", `--load=${machine.path(sysctlFile)}`);
      expect(Object.fromEntries(Object.keys(sysctls).map((key) => [key, value(key)]))).toEqual(sysctls);
    } finally {
      for (const [key, old] of before) must("sysctl", "--quiet", "--write", `${key}=${old}`);
      machine.remove();
    }
  });
});
