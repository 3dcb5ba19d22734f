import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that the fake cloud got. */
export interface CloudRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** What the fake cloud answers. */
export interface CloudReply {
  readonly status: number;
  readonly body?: string | Buffer;
}

/** Metadata service, Key Vault, blob storage and downloads of a machine, on a local port. */
export class FakeCloud {
  readonly requests: CloudRequest[] = [];
  private readonly server: Server;
  private readonly answer: (request: CloudRequest) => CloudReply;

  private constructor(server: Server, answer: (request: CloudRequest) => CloudReply) {
    this.server = server;
    this.answer = answer;
  }

  static async start(answer: (request: CloudRequest) => CloudReply): Promise<FakeCloud> {
    const server = createServer();
    const cloud = new FakeCloud(server, answer);
    server.on("request", async (request, response) => {
      const received = await read(request);
      cloud.requests.push(received);
      const { status, body } = received.url.startsWith("/metadata/") ? token(received) : cloud.answer(received);
      response.writeHead(status).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return cloud;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function read(request: IncomingMessage): Promise<CloudRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
  return { method: request.method ?? "", url: request.url ?? "", headers, body: Buffer.concat(chunks) };
}

/** As Azure's metadata service: it insists on its header, and the token says for what and for whom it is. */
function token({ headers, url }: CloudRequest): CloudReply {
  const query = new URL(url, "http://metadata").searchParams;
  if (headers.metadata !== "true") return { status: 400, body: "Required metadata header not specified" };
  return { status: 200, body: JSON.stringify({ access_token: `token for ${query.get("resource")} of ${query.get("client_id")}` }) };
}
