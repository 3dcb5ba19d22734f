import type { OperationOptions } from "../provider.ts";
import type { EmbeddedLayout } from "./layout.ts";

/** The cluster's two daemons, in the order of their start. */
export const daemons = ["containerd", "kubelet"] as const;
export type Daemon = (typeof daemons)[number];

/** Which processes are there. */
export interface ServiceStatus {
  readonly containerd: boolean;
  readonly kubelet: boolean;
  /** Whatever restarts the two when they end: systemd or the supervisor. */
  readonly keeper: boolean;
}

/** Keeps containerd and the kubelet running. */
export interface ServiceManager {
  readonly kind: "systemd" | "supervised";
  /** Starts both, again if one is there already; pods live on. */
  start(options: OperationOptions): Promise<void>;
  /** Ends one of them for good, until the next {@link start}. */
  stop(daemon: Daemon): Promise<void>;
  status(): Promise<ServiceStatus>;
  /** Newest log lines of one of them, for an error message. */
  tail(daemon: Daemon): Promise<string>;
  /** Forgets everything that a start installed. Both must be stopped. */
  remove(): Promise<void>;
}

/** The script that becomes a daemon. */
export function daemonScript(layout: EmbeddedLayout, daemon: Daemon): string {
  return `${layout.etc}/run-${daemon}`;
}
