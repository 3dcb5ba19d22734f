import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openShop } from "./shop-http.ts";

let server: Server;
let port = 0;
beforeAll(async () => {
  server = createServer((request, response) => response.end(request.headers.host));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as { port: number }).port;
});
afterAll(() => {
  server.close();
});

async function hostSeen(host: string, ingress?: string): Promise<string> {
  const shop = openShop(`http://${host}:${port}`, { ingress });
  try {
    return (await shop.send("/")).text;
  } finally {
    await shop.close();
  }
}

test("a shop below localhost is on this machine, whatever the system resolves", async () => {
  expect(await hostSeen("flora.localhost")).toBe(`flora.localhost:${port}`);
});

test("inside a cluster requests go to the ingress controller and still name the shop", async () => {
  expect(await hostSeen("flora.shops.example", "127.0.0.1")).toBe(`flora.shops.example:${port}`);
});
