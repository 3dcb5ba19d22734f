import type { BinaryName, Route } from "./binary.ts";

/**
 * What happens to one binary at this moment. A phase may be reported many times (once a second while it lasts); phases of
 * different binaries interleave; `done` or `failed` is the last event of a binary.
 */
export interface BinaryProgress {
  readonly binary: BinaryName;
  readonly route: Route | "cache";
  readonly phase: "waiting" | "downloading" | "unpacking" | "building" | "publishing" | "done" | "failed";
  /** Since work on this binary began. */
  readonly seconds: number;
  /** Received so far, while downloading. */
  readonly bytes?: number;
  /** Expected in all, where the server says. */
  readonly totalBytes?: number;
  /** One line: who is waited for, why this route failed, and the like. */
  readonly detail?: string;
}

export type ProgressListener = (event: BinaryProgress) => void;
