import type { CoreV1Api } from "@kubernetes/client-node";

/** A container whose log is wanted. */
export interface LogSource {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** Most of a log that is read, in bytes; a setup Job writes a few hundred lines. */
const limitBytes = 1024 * 1024;

/**
 * The lines of one container's log, each given once. It is read again as a whole: the client's own streaming raises an error that
 * nobody can catch when a connection is cut, and that would end the process.
 */
export class ContainerLog {
  readonly #core: CoreV1Api;
  readonly #source: LogSource;
  #given = 0;

  constructor(core: CoreV1Api, source: LogSource) {
    this.#core = core;
    this.#source = source;
  }

  /**
   * Lines that were written since the last call.
   *
   * @param ended Whether the container has ended, so that its last line is whole even without a line break.
   */
  async next(ended: boolean): Promise<string[]> {
    const { namespace, pod: name, container } = this.#source;
    const text = await this.#core.readNamespacedPodLog({ namespace, name, container, limitBytes });
    const lines = text.split("\n");
    // What follows the last line break is still being written.
    const last = lines.pop();
    if (ended && last !== undefined && last !== "") lines.push(last);
    const fresh = lines.slice(this.#given);
    this.#given = Math.max(this.#given, lines.length);
    return fresh.filter((line) => line !== "");
  }
}
