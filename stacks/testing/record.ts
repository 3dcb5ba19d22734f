import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";

/** A resource as the engine would get it. Secret values appear as `{ secret: value }`. */
export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  /** Names of the resources that the options point to. */
  readonly parent: string;
  readonly provider: string;
  readonly dependsOn: readonly string[];
  readonly deletedWith: string;
  readonly protect: boolean;
  readonly version: string;
  readonly deleteTimeout: string;
  readonly deleteBeforeReplace: boolean;
  readonly replaceOnChanges: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly secretOutputs: readonly string[];
  /** Inputs that come from other resources, with the names of those. */
  readonly inputsFrom: Readonly<Record<string, readonly string[]>>;
}

/** Everything that a program registered, by resource name, and what it returned. */
export interface Recording<T> {
  readonly resources: readonly Recorded[];
  readonly outputs: T;
  /** @throws when there is no such resource */
  resource(name: string): Recorded;
}

/** Where and with which configuration a program runs. */
export interface RecordOptions {
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  /**
   * Answers of providers' functions, by token.
   * @default - none: a call is a mistake
   */
  readonly calls?: Readonly<Record<string, (inputs: Record<string, unknown>) => Record<string, unknown>>>;
  /**
   * What a provider adds to the inputs of a new resource.
   * @default - nothing
   */
  readonly created?: (type: string, name: string) => Record<string, unknown>;
}

/** The engine's side of a registration; the public mocks leave the resource options out. */
interface Registration {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getDependenciesList(): string[];
  getDeletedwith(): string;
  getProtect(): boolean;
  getVersion(): string;
  getCustomtimeouts(): { getDelete(): string } | undefined;
  getDeletebeforereplace(): boolean;
  getReplaceonchangesList(): string[];
  getIgnorechangesList(): string[];
  getAdditionalsecretoutputsList(): string[];
  getPropertydependenciesMap(): { forEach(visit: (from: { getUrnsList(): string[] }, input: string) => void): void };
}
type Register = (this: MockMonitor, request: Registration, callback: unknown) => Promise<void>;

const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const signatureKey = "4dabf18193072939515e22adb298388d";

function markSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(markSecrets);
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  if (fields[signatureKey] === secretSignature) return { secret: markSecrets(fields.value) };
  return Object.fromEntries(Object.entries(fields).map(([key, content]) => [key, markSecrets(content)]));
}

/** Last part of a resource's address: its name. A provider's is followed by its id. */
const nameOf = (urn: string): string => urn.split("::")[3] ?? "";

/**
 * Runs a program against mocks and records what it registers. No provider call is answered.
 *
 * @throws what the program throws
 */
export async function record<T extends object>(program: () => T, options: RecordOptions): Promise<Recording<T>> {
  const inputs = new Map<string, Record<string, unknown>>();
  const registrations: Registration[] = [];
  const prototype = MockMonitor.prototype as unknown as { registerResource: Register };
  const original = prototype.registerResource;
  prototype.registerResource = function (request, callback) {
    registrations.push(request);
    return original.call(this, request, callback);
  };
  try {
    await pulumi.runtime.setMocks(
      {
        newResource: (args) => {
          inputs.set(`${args.type}::${args.name}`, markSecrets(args.inputs) as Record<string, unknown>);
          return { id: `${args.name}-id`, state: { ...args.inputs, ...options.created?.(args.type, args.name) } };
        },
        call: (args) => {
          const answer = options.calls?.[args.token];
          if (answer === undefined) throw new Error(`unexpected call of ${args.token}`);
          return answer(args.inputs);
        },
      },
      "storefleet",
      options.stack,
      false,
    );
    pulumi.runtime.setAllConfig({ ...options.config }, [...options.secretKeys]);
    // A program that throws inside the runtime would end the whole test process.
    const thrown: unknown[] = [];
    const guarded = async () => {
      try {
        return program();
      } catch (error) {
        thrown.push(error);
        return {};
      }
    };
    const outputs = (await pulumi.runtime.runInPulumiStack(guarded)) as T;
    await pulumi.runtime.disconnect();
    if (thrown.length > 0) throw thrown[0];
    const resources = registrations
      .filter((request) => request.getType() !== "pulumi:pulumi:Stack")
      .map((request) => describe(request, inputs.get(`${request.getType()}::${request.getName()}`) ?? {}));
    return {
      resources,
      outputs,
      resource: (name) => {
        const found = resources.find((resource) => resource.name === name);
        if (found === undefined) throw new Error(`no resource ${name}; there are ${resources.map((resource) => resource.name).join(", ")}`);
        return found;
      },
    };
  } finally {
    prototype.registerResource = original;
  }
}

function describe(request: Registration, inputs: Record<string, unknown>): Recorded {
  return {
    type: request.getType(),
    name: request.getName(),
    inputs,
    parent: nameOf(request.getParent()),
    provider: nameOf(request.getProvider()),
    dependsOn: request.getDependenciesList().map(nameOf).sort(),
    deletedWith: nameOf(request.getDeletedwith()),
    protect: request.getProtect(),
    version: request.getVersion(),
    deleteTimeout: request.getCustomtimeouts()?.getDelete() ?? "",
    deleteBeforeReplace: request.getDeletebeforereplace(),
    replaceOnChanges: request.getReplaceonchangesList(),
    ignoreChanges: request.getIgnorechangesList(),
    secretOutputs: request.getAdditionalsecretoutputsList(),
    inputsFrom: inputSources(request),
  };
}

function inputSources(request: Registration): Record<string, readonly string[]> {
  const sources: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((from, input) => {
    const names = from.getUrnsList().map(nameOf).sort();
    if (names.length > 0) sources[input] = names;
  });
  return sources;
}
