import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { KubeConfig, Log } from "@kubernetes/client-node";

/** A container whose log is wanted. */
export interface LogSource {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** Opens a reader of live logs by the text of a kubeconfig. */
export function openLogs(kubeconfig: string): LogFollower {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  return new LogFollower(new Log(config));
}

/** Reads container logs line by line while they are written. */
export class LogFollower {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Gives every line of a container's log from its start until the container ends or the signal aborts. */
  async follow({ namespace, pod, container }: LogSource, onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
    const stream = new PassThrough();
    const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
    const request = await this.#log.log(namespace, pod, container, stream, { follow: true });
    const stop = () => {
      request.abort();
      stream.end();
    };
    // The stream ends with an error when the request is cut off: what arrived before is all there is.
    stream.on("error", () => stream.end());
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    try {
      for await (const line of lines) if (line !== "") onLine(line);
    } finally {
      signal.removeEventListener("abort", stop);
      request.abort();
    }
  }
}
