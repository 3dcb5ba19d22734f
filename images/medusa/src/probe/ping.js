import { connect } from "node:net";

/** Resolves when the Valkey or Redis server of the URL answers; a refused log-in is an answer too. */
export function ping(url) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) || 6379 }, () => socket.write("PING\r\n"));
    socket.setTimeout(1500, () => socket.destroy(new Error("cache: no answer")));
    socket.once("data", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", (error) => reject(new Error(`cache: ${error.code ?? error.message}`)));
  });
}
