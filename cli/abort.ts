/** The person pressed Ctrl-C, or the process was asked to end. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor() {
    super("interrupted; what was finished is kept, and the next run goes on from there");
  }
}

/**
 * A signal that aborts on the first Ctrl-C, so that work can end in an orderly way. The second one ends the process at once.
 */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write("\nStopping in an orderly way; press Ctrl-C again to end at once.\n");
    controller.abort(new Interrupted());
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return controller.signal;
}
