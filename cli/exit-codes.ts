/** Exit codes of `storefleet`; documented in docs/cli.md and stable. */
export const exitCodes = {
  /** Done; every store that this machine can run is in the wanted state. */
  ok: 0,
  /** Something failed that is nobody's input: see the message. */
  failed: 1,
  /** The command line, `stores.ts`, the configuration or a plan over its budget was refused; nothing was touched. */
  refused: 2,
  /** The operation ran, but a store is not Ready. */
  notReady: 3,
  /** The machine lacks something: `storefleet doctor` says what and how to get it. */
  machine: 4,
  /** Another run works on the same environment. */
  busy: 5,
  /** Interrupted by Ctrl-C; everything that was finished is kept and the next run goes on from there. */
  interrupted: 130,
} as const;

/** One of the documented exit codes. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
