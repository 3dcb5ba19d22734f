import { existsSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "./machine.ts";
import { must, run } from "./tools.ts";

/** True where the kernel maps logical volumes; some small kernels are built without. */
export const hasDeviceMapper = run("dmsetup", ["version"]).status === 0;

/**
 * An empty disk: a file behind a loop device. LVM is told to look at loop devices only, so that it cannot touch a disk of the
 * machine that runs the test.
 */
export class DataDisk {
  readonly device: string;
  readonly group: string;
  private readonly file: string;

  constructor(machine: Machine, megabytes: number) {
    this.file = join(machine.root, "disk.img");
    this.group = `sftest${process.pid}`;
    must("truncate", "--size", `${megabytes}M`, this.file);
    this.device = must("losetup", "--find", "--show", this.file);
    machine.write(
      "/test/lvm/lvm.conf",
      [
        `global { activation=${hasDeviceMapper ? 1 : 0} }`,
        `devices { filter=["a|^${this.device}$|","r|.*|"] use_devicesfile=0 }`,
        "backup { backup=0 archive=0 }",
        "",
      ].join("\n"),
      0o644,
    );
    machine.set({ DATA_DEVICES: this.device, VOLUME_GROUP: this.group, STATE_GIB: "0.25" });
    if (!hasDeviceMapper) machine.replaceProgram("vgchange", this.mapByHand());
  }

  /**
   * A logical volume in one piece is nothing but a part of the disk: where the kernel cannot map it, a second loop device
   * over just that part is the same bytes.
   */
  private mapByHand(): string {
    return `
[ -e /dev/${this.group}/state ] && exit 0
pv=$(pvs --noheadings --options pe_start --units b --nosuffix ${this.device} | tr -d ' ')
extent=$(vgs --noheadings --options vg_extent_size --units b --nosuffix ${this.group} | tr -d ' ')
first=$(lvs --noheadings --options seg_pe_ranges ${this.group}/state | sed 's/.*:\\([0-9]*\\)-.*/\\1/')
size=$(lvs --noheadings --options lv_size --units b --nosuffix ${this.group}/state | tr -d ' ')
mkdir --parents /dev/${this.group}
ln --symbolic "$(losetup --find --show --offset $((pv + first * extent)) --sizelimit "$size" ${this.device})" /dev/${this.group}/state`;
  }

  /** Makes the disk larger, as Azure does while the machine runs. */
  grow(megabytes: number): void {
    truncateSync(this.file, megabytes * 1024 * 1024);
    must("losetup", "--set-capacity", this.device);
  }

  /** Free space of the volume group in MiB. */
  freeMiB(machine: Machine): number {
    const { stdout } = run(
      "vgs",
      ["--noheadings", "--options", "vg_free", "--units", "m", "--nosuffix", this.group],
      lvmEnvironment(machine),
    );
    return Math.round(Number(stdout.trim()));
  }

  /** Unmounts the state volume, as when the machine goes and its disk stays. */
  unmount(machine: Machine): void {
    run("umount", [machine.path("/var/lib/rancher")]);
  }

  remove(machine: Machine): void {
    this.unmount(machine);
    if (hasDeviceMapper) run("vgchange", ["--activate", "n", this.group], lvmEnvironment(machine));
    else if (existsSync(`/dev/${this.group}`)) {
      run("losetup", ["--detach", run("readlink", ["-f", `/dev/${this.group}/state`]).stdout.trim()]);
      rmSync(`/dev/${this.group}`, { recursive: true });
    }
    run("losetup", ["--detach", this.device]);
  }
}

/** What LVM's tools need to see the test's disk and nothing else. */
export function lvmEnvironment(machine: Machine): Record<string, string> {
  return { LVM_SYSTEM_DIR: machine.path("/test/lvm"), LVM_SUPPRESS_FD_WARNINGS: "1" };
}
