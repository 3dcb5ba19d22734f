import { chdir, stdout } from "node:process";
import { pathToFileURL } from "node:url";
import * as grpc from "@grpc/grpc-js";
import * as automationServer from "@pulumi/pulumi/automation/server.js";
import languageService from "@pulumi/pulumi/proto/language_grpc_pb.js";

/** What the CLI asks for; the SDK ships these messages without types for them. */
interface RunCall {
  readonly request: {
    getArgsList(): string[];
    setArgsList(args: string[]): void;
    getInfo(): { getProgramDirectory(): string; getEntryPoint(): string } | undefined;
  };
}
type Callback = (error: unknown, reply?: unknown) => void;

/** The server that inline programs of the Automation API use; internal to the SDK, so its types leave it out. */
const { LanguageServer } = automationServer as unknown as {
  LanguageServer: new (program: () => Promise<unknown>) => { run(call: RunCall, callback: Callback): void };
};

/**
 * Language host for plain `pulumi up` where the official one cannot be had. It runs the project's program in this process,
 * whose Node strips the types. One run per process; no policy packs, `pulumi install` or debugger.
 */
class ProgramHost extends LanguageServer {
  readonly #engineAddress: string;
  readonly #location: { program: string };

  constructor(engineAddress: string) {
    const location = { program: "" };
    super(() => loadProgram(location.program));
    this.#engineAddress = engineAddress;
    this.#location = location;
  }

  override run(call: RunCall, callback: Callback): void {
    const { request } = call;
    const info = request.getInfo();
    if (info !== undefined) {
      chdir(info.getProgramDirectory());
      this.#location.program = info.getEntryPoint();
    }
    // The server looks for the engine in the first argument, as inline programs have it.
    if (request.getArgsList().length === 0) request.setArgsList([this.#engineAddress]);
    super.run(call, callback);
  }
}

/** The program's default export is the program, as with the official host. */
async function loadProgram(path: string): Promise<unknown> {
  const module = (await import(pathToFileURL(path).href)) as { default: () => unknown };
  return module.default();
}

/** Serves until the CLI ends this process. The port on the first line of output is what the CLI waits for. */
export function serveLanguageHost(args: readonly string[]): void {
  const engineAddress = args.filter((argument) => !argument.startsWith("-")).at(-1) ?? "";
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  const host = new ProgramHost(engineAddress) as unknown as grpc.UntypedServiceImplementation;
  server.addService((languageService as { LanguageRuntimeService: grpc.ServiceDefinition }).LanguageRuntimeService, host);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    stdout.write(`${port}\n`);
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(0));
}
