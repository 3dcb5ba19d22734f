import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { azureAnswers } from "../../stacks/testing/azure.ts";

/**
 * A Pulumi plugin that stands in for azure-native and command: it keeps nothing, says what Azure would say, and asks for a
 * replacement where Azure does. The engine is the real one. The kubeconfig that a new machine prints is the file that
 * FAKE_AZURE_KUBECONFIG names.
 *
 *   node fake-azure-plugin.ts <engine's address>
 */

type Values = Record<string, unknown>;
interface Struct {
  toJavaScript(): Values;
}
/** What the handlers need of the engine's requests; each has some of these. */
interface Request {
  getUrn(): string;
  getId(): string;
  getTok(): string;
  getType(): string;
  getName(): string;
  getPreview(): boolean;
  getNews(): Struct;
  getOlds(): Struct;
  getOldInputs(): Struct;
  getArgs(): Struct;
  getProperties(): Struct;
}
type Answer = (error: unknown, response?: unknown) => void;
type Handler = (request: Request) => unknown;

const pulumi = createRequire(import.meta.resolve("@pulumi/pulumi"));
const grpc = pulumi("@grpc/grpc-js");
const { Struct: PlainStruct } = pulumi("google-protobuf/google/protobuf/struct_pb.js");
const { Empty } = pulumi("google-protobuf/google/protobuf/empty_pb.js");
const messages = pulumi("@pulumi/pulumi/proto/provider_pb.js");
const { PluginInfo } = pulumi("@pulumi/pulumi/proto/plugin_pb.js");
const { ResourceProviderService } = pulumi("@pulumi/pulumi/proto/provider_grpc_pb.js");

const urnParts = (urn: string): { type: string; name: string } => {
  const [, , types = "", name = ""] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name };
};

/** Azure makes another resource for another name, place or group; a remote command runs again for another trigger. */
const replaces = (path: string): boolean => /^(location|[a-zA-Z]*Name|triggers(\[\d+\])?)$/.test(path);

function changedPaths(before: unknown, after: unknown, path = ""): string[] {
  if (typeof before !== "object" || typeof after !== "object" || before === null || after === null) {
    return before === after ? [] : [path];
  }
  const [old, next] = [before as Values, after as Values];
  const inside = (key: string) => (Array.isArray(after) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`);
  return [...new Set([...Object.keys(old), ...Object.keys(next)])].flatMap((key) => changedPaths(old[key], next[key], inside(key)));
}

function outputsOf(urn: string, inputs: Values): Values {
  const { type, name } = urnParts(urn);
  const { FAKE_AZURE_KUBECONFIG: kubeconfig } = process.env;
  const fetched = type === "command:remote:Command" && kubeconfig !== undefined ? { stdout: readFileSync(kubeconfig, "utf8") } : {};
  return { ...inputs, ...azureAnswers.created(type, name), ...fetched };
}

const handlers: Record<string, Handler> = {
  getPluginInfo: () => new PluginInfo(),
  checkConfig: (request) => echo(request),
  diffConfig: () => new messages.DiffResponse(),
  configure: () => {
    const response = new messages.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setAcceptresources(true);
    response.setAcceptoutputs(true);
    response.setSupportspreview(true);
    return response;
  },
  check: (request) => echo(request),
  diff: (request) => {
    const paths = changedPaths(request.getOldInputs().toJavaScript(), request.getNews().toJavaScript());
    const { DiffChanges } = messages.DiffResponse;
    const { Kind } = messages.PropertyDiff;
    const response = new messages.DiffResponse();
    response.setChanges(paths.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
    response.setReplacesList(paths.filter(replaces));
    response.setHasdetaileddiff(true);
    for (const path of paths) {
      const difference = new messages.PropertyDiff();
      difference.setKind(replaces(path) ? Kind.UPDATE_REPLACE : Kind.UPDATE);
      difference.setInputdiff(true);
      response.getDetaileddiffMap().set(path, difference);
    }
    return response;
  },
  create: (request) => {
    const { type, name } = urnParts(request.getUrn());
    const response = new messages.CreateResponse();
    const inputs = request.getProperties().toJavaScript();
    if (!request.getPreview()) response.setId(`/fake/${type}/${name}`);
    response.setProperties(PlainStruct.fromJavaScript(request.getPreview() ? inputs : outputsOf(request.getUrn(), inputs)));
    return response;
  },
  read: (request) => {
    const response = new messages.ReadResponse();
    response.setId(request.getId());
    response.setProperties(request.getProperties());
    return response;
  },
  update: (request) => {
    const response = new messages.UpdateResponse();
    response.setProperties(PlainStruct.fromJavaScript(outputsOf(request.getUrn(), request.getNews().toJavaScript())));
    return response;
  },
  delete: () => new Empty(),
  invoke: (request) => {
    const answer = azureAnswers.calls[request.getTok()];
    if (answer === undefined) throw new Error(`unexpected call of ${request.getTok()}`);
    const response = new messages.InvokeResponse();
    response.setReturn(PlainStruct.fromJavaScript(answer(request.getArgs().toJavaScript())));
    return response;
  },
  cancel: () => new Empty(),
};

function echo(request: Request): unknown {
  const response = new messages.CheckResponse();
  response.setInputs(request.getNews());
  return response;
}

const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
const implementation = Object.entries(handlers).map(([method, handle]) => [
  method,
  ({ request }: { request: Request }, answer: Answer) => {
    try {
      answer(null, handle(request));
    } catch (error) {
      answer({ code: grpc.status.UNKNOWN, message: String(error) });
    }
  },
]);
server.addService(ResourceProviderService, Object.fromEntries(implementation));
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error: unknown, port: number) => {
  if (error !== null && error !== undefined) throw error;
  // The engine reads the port from the first line.
  process.stdout.write(`${port}\n`);
});
