import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import type { ChangeCounts, ChangeOp, ChangeSummary, ObjectChange, ProgressEvent } from "./messages.ts";
import { propertyChanges } from "./property-changes.ts";
import { identify, kindOf, partsOf, type ResourceIdentity } from "./resource-identity.ts";

/** A message that the engine or a provider gave, with the resource it is about. */
export interface Diagnostic {
  readonly severity: "info" | "warning" | "error";
  readonly message: string;
  readonly urn?: string;
  readonly store?: string;
}

/** Engine's steps that count, and as what. A replacement's own create and delete are parts of one change. */
const opOf: Readonly<Record<string, ChangeOp>> = {
  create: "create",
  import: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
  same: "same",
};

/** Components, the stack and providers are means: what a person asked for is the objects below them. */
function isMeans({ type, old, new: wanted }: StepEventMetadata): boolean {
  return type.startsWith("pulumi:") || (wanted ?? old)?.custom !== true;
}

/** Turns the engine's events into progress events, and keeps what the result needs. */
export class Tracker {
  readonly diagnostics: Diagnostic[] = [];
  readonly changes: ObjectChange[] = [];
  readonly #startedAt = new Map<string, { at: number; identity: ResourceIdentity; op: ChangeOp }>();
  readonly #counts = new Map<string | undefined, ChangeCounts>();
  readonly #identities = new Map<string, ResourceIdentity>();
  readonly #now: () => number;

  /** @param now Clock in milliseconds. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Takes one event of the engine and gives what is worth telling. */
  consume(event: EngineEvent): ProgressEvent[] {
    if (event.resourcePreEvent) return this.#started(event.resourcePreEvent.metadata);
    if (event.resOutputsEvent) return this.#finished(event.resOutputsEvent.metadata, "finished");
    if (event.resOpFailedEvent) return this.#finished(event.resOpFailedEvent.metadata, "failed");
    if (event.diagnosticEvent) return this.#diagnosed(event.diagnosticEvent);
    return [];
  }

  /** Releases that have started and not finished: what an `up` usually waits for. */
  waiting(): ProgressEvent[] {
    return [...this.#startedAt.values()]
      .filter(({ identity, op }) => identity.kind === "Release" && op !== "same")
      .map(({ at, identity }) => ({ type: "waiting", ...identity, seconds: (this.#now() - at) / 1000 }));
  }

  summary(): ChangeSummary {
    const total = noCounts();
    for (const counts of this.#counts.values()) for (const op of Object.keys(total) as ChangeOp[]) total[op] += counts[op];
    const stores = [...this.#counts].filter((entry): entry is [string, ChangeCounts] => entry[0] !== undefined).sort();
    return { total, stores: Object.fromEntries(stores) };
  }

  #started(metadata: StepEventMetadata): ProgressEvent[] {
    const op = opOf[metadata.op];
    const identity = identify(metadata);
    this.#identities.set(metadata.urn, identity);
    if (op === undefined || isMeans(metadata)) return [];
    this.#startedAt.set(metadata.urn, { at: this.#now(), identity, op });
    return op === "same" ? [] : [{ type: "started", ...identity, op }];
  }

  #finished(metadata: StepEventMetadata, type: "finished" | "failed"): ProgressEvent[] {
    const op = opOf[metadata.op];
    const identity = identify(metadata);
    if (op === undefined || isMeans(metadata)) return [];
    const started = this.#startedAt.get(metadata.urn);
    this.#startedAt.delete(metadata.urn);
    if (type === "finished") this.#count(identity.store, op);
    if (op === "same") return [];
    if (type === "finished") this.changes.push({ ...identity, op, properties: propertyChanges(metadata) });
    return [{ type, ...identity, op, seconds: started === undefined ? 0 : (this.#now() - started.at) / 1000 }];
  }

  #count(store: string | undefined, op: ChangeOp): void {
    const counts = this.#counts.get(store) ?? noCounts();
    counts[op]++;
    this.#counts.set(store, counts);
  }

  #diagnosed({ severity, message, urn, ephemeral }: NonNullable<EngineEvent["diagnosticEvent"]>): ProgressEvent[] {
    const text = message.replace(/<\{%.*?%\}>/g, "").trim();
    // The engine's debugging notes hold whole objects.
    const level = severity === "error" || severity === "warning" || severity === "info" ? severity : undefined;
    if (text === "" || ephemeral || level === undefined) return [];
    const identity = urn ? (this.#identities.get(urn) ?? { kind: kindOf(partsOf(urn).type), name: partsOf(urn).name }) : undefined;
    const diagnostic: Diagnostic = {
      severity: level,
      message: text,
      ...(urn ? { urn } : {}),
      ...(identity?.store ? { store: identity.store } : {}),
    };
    this.diagnostics.push(diagnostic);
    return [{ type: "diagnostic", ...identity, severity: level, message: text }];
  }
}

function noCounts(): ChangeCounts {
  return { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
}
