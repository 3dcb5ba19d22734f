import { useEffect, useState } from "react";
import { followStream } from "../../api/event-stream.ts";
import type { LogLine, StoreDetail } from "../../api/types.ts";

/**
 * The lines of a store's newest jobs: those that are there, then each as it is written. The stream of an operation ends with the event
 * `end`; the next operation begins another.
 */
export function useJobLog(store: StoreDetail): readonly LogLine[] {
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const { name } = store;
  const operation = `${store.operation?.id} ${store.operation?.state}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another operation is the reason to begin again
  useEffect(() => {
    const stop = new AbortController();
    let arrived: LogLine[] = [];
    let drawing = 0;
    const draw = () => {
      drawing = 0;
      const added = arrived;
      arrived = [];
      setLines((shown) => merge(shown, added));
    };
    void followStream({
      url: `/api/stores/${encodeURIComponent(name)}/logs`,
      signal: stop.signal,
      onMessage: ({ type, data }) => {
        if (type === "end") return stop.abort();
        arrived.push(JSON.parse(data) as LogLine);
        if (drawing === 0) drawing = requestAnimationFrame(draw);
      },
    });
    return () => {
      stop.abort();
      cancelAnimationFrame(drawing);
    };
  }, [name, operation]);
  return lines;
}

/** Adds lines to those shown; lines of another operation replace them, and none is there twice. */
export function merge(shown: readonly LogLine[], added: readonly LogLine[]): readonly LogLine[] {
  const newest = added.at(-1)?.operationId;
  if (newest === undefined) return shown;
  const merged = new Map([...shown, ...added].filter(({ operationId }) => operationId === newest).map((line) => [lineKey(line), line]));
  return [...merged.values()];
}

/** Identity of a line. */
export function lineKey({ operationId, job, line }: LogLine): string {
  return `${operationId} ${job} ${line}`;
}
