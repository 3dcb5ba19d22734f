import { createServer } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { collides, listListeners, parseListeners, portOwners } from "./ports.ts";

const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 18231 1 0000000000000000 100 0 0 10 0
   1: 0100F50A:192B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 18232 1 0000000000000000 100 0 0 10 0
   2: 0100007F:8AE2 0100007F:192B 01 00000000:00000000 00:00000000 00000000     0        0 18233 1 0000000000000000 20 4 30 10 -1
`;
const tcp6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 18300 1 0000000000000000 100 0 0 10 0
   1: 0000000000000000FFFF00000100007F:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 18301 1 0000000000000000 100 0 0 10 0
   2: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 18302 1 0000000000000000 100 0 0 10 0
`;

describe("listening sockets", () => {
  test("are read from the kernel's tables; connections are not listeners", () => {
    expect(parseListeners(tcp)).toEqual([
      { address: "0.0.0.0", port: 80, inode: "18231" },
      { address: "10.245.0.1", port: 6443, inode: "18232" },
    ]);
    expect(parseListeners(tcp6)).toEqual([
      { address: "::", port: 443, inode: "18300" },
      { address: "127.0.0.1", port: 8080, inode: "18301" },
      { address: "0:0:0:0:0:0:0:1", port: 22, inode: "18302" },
    ]);
    expect(parseListeners("")).toEqual([]);
  });

  test.each([
    ["0.0.0.0", "127.0.0.1", true],
    ["::", "127.0.0.1", true],
    ["127.0.0.1", "127.0.0.1", true],
    ["127.0.0.1", "10.245.0.1", false],
    ["127.0.0.1", "0.0.0.0", true],
    ["0:0:0:0:0:0:0:1", "0.0.0.0", false],
  ])("one on %s collides with a new one on %s: %s", (taken, wanted, expected) => {
    expect(collides({ address: taken, port: 80, inode: "1" }, wanted, 80)).toBe(expected);
    expect(collides({ address: taken, port: 81, inode: "1" }, wanted, 80)).toBe(false);
  });

  const server = createServer();
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  test("are traced to the process that holds them", async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const mine = (await listListeners()).filter((listener) => listener.port === port && listener.address === "127.0.0.1");
    const [owner] = await portOwners(mine);
    expect(owner).toEqual({ address: "127.0.0.1", port, pid: process.pid, name: expect.any(String) });
  });
});
