import type { ProgressEvent } from "../control/engine/messages.ts";
import { formatSeconds } from "./terminal.ts";

const verbs = { create: "create", update: "update", replace: "replace", delete: "delete", same: "keep" } as const;

/** One line for what the engine just did; nothing for what a person need not follow. */
export function engineDetail(event: ProgressEvent): string | undefined {
  switch (event.type) {
    case "phase":
      return event.message;
    case "started":
      return `${where(event)}${verbs[event.op]} ${event.kind} ${event.name}`;
    case "waiting":
      return `${where(event)}waiting for pods and jobs (${formatSeconds(event.seconds)})`;
    case "failed":
      return `${where(event)}${event.kind} ${event.name} failed`;
    case "diagnostic":
      return event.severity === "info" ? undefined : `${event.severity}: ${event.message.split("\n", 1)[0]}`;
    case "finished":
      return undefined;
  }
}

function where({ store }: { readonly store?: string | undefined }): string {
  return store === undefined ? "" : `${store}: `;
}
