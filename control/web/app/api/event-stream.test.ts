import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "@jest/globals";
import { followStream } from "./event-stream.ts";

/** A server that answers the connections one after the other as told. */
async function serve(answers: readonly ((request: IncomingMessage, response: ServerResponse) => void)[]) {
  let count = 0;
  const server = createServer((request, response) => answers[Math.min(count++, answers.length - 1)]?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    connections: () => count,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

const stream = { "content-type": "text/event-stream" };

describe("followStream", () => {
  test("goes on after the last event when the connection is cut, also through errors", async () => {
    const asked: (string | undefined)[] = [];
    const server = await serve([
      (request, response) => {
        asked.push(request.headers["last-event-id"] as string | undefined);
        response.writeHead(200, stream);
        response.write("id: 1\ndata: one\n\nid: 2\nevent: step\ndata: two\n\nid: 3\ndata: cut");
        setTimeout(() => response.destroy(), 20);
      },
      (_request, response) => response.writeHead(503).end(),
      (request, response) => {
        asked.push(request.headers["last-event-id"] as string | undefined);
        response.writeHead(200, stream).write("id: 3\ndata: three\n\n");
      },
    ]);
    const seen: string[] = [];
    const connection: boolean[] = [];
    const stop = new AbortController();
    await followStream({
      url: server.url,
      signal: stop.signal,
      pause: () => 1,
      onConnection: (open) => connection.push(open),
      onMessage: ({ id, type, data }) => {
        seen.push(`${id} ${type ?? "message"} ${data}`);
        if (data === "three") stop.abort();
      },
    });
    await server.close();
    expect(seen).toEqual(["1 message one", "2 step two", "3 message three"]);
    expect(asked).toEqual([undefined, "2"]);
    expect(connection).toEqual([true, false, false, true]);
  });

  test.each([401, 403, 404])("refuses to go on when the answer is %i", async (status) => {
    const server = await serve([(_request, response) => response.writeHead(status).end()]);
    await followStream({
      url: server.url,
      signal: new AbortController().signal,
      onMessage: () => undefined,
      pause: () => 1,
    });
    await server.close();
    expect(server.connections()).toBe(1);
  });

  test("ends at once when told, also while it pauses", async () => {
    const stop = new AbortController();
    await followStream({
      url: "http://127.0.0.1:1/",
      signal: stop.signal,
      onMessage: () => undefined,
      onConnection: () => stop.abort(),
      pause: () => 3_600_000,
    });
    expect(stop.signal.aborted).toBe(true);
  });
});
