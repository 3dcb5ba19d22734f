import { connect, createServer, type Server, type Socket } from "node:net";
import type { OperationOptions } from "../provider.ts";

/**
 * Runs `work` while no other process of this machine runs an operation on the cluster; waits for one that does.
 * The lock is an abstract socket: the kernel gives it to one process and takes it back when that process ends, however it ends.
 * @param name of the lock
 * @param operation what is done under it, shown to those who wait
 */
export async function withMachineLock<T>(name: string, operation: string, options: OperationOptions, work: () => Promise<T>): Promise<T> {
  let told = false;
  for (;;) {
    options.signal?.throwIfAborted();
    const server = await tryListen(`\0${name}`, `${operation} (pid ${process.pid})`);
    if (server !== undefined) {
      try {
        return await work();
      } finally {
        server.release();
      }
    }
    await untilReleased(`\0${name}`, options.signal, (holder) => {
      if (!told) options.onProgress?.({ type: "note", message: `waiting until another storefleet has finished: ${holder}` });
      told = true;
    });
  }
}

async function tryListen(path: string, greeting: string): Promise<{ release(): void } | undefined> {
  const waiting = new Set<Socket>();
  const server: Server = createServer((socket) => {
    waiting.add(socket);
    socket.on("error", () => {}).on("close", () => waiting.delete(socket));
    socket.write(greeting);
    socket.unref();
  });
  const listening = await new Promise<boolean>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? resolve(false) : reject(error)));
    server.listen(path, () => resolve(true));
  });
  if (!listening) return undefined;
  server.unref();
  return {
    release() {
      server.close();
      for (const socket of waiting) socket.destroy();
    },
  };
}

/** Stays connected to the holder until it hangs up. */
function untilReleased(path: string, signal: AbortSignal | undefined, onHolder: (holder: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const onAbort = () => {
      socket.destroy();
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    socket.on("data", (data) => onHolder(data.toString("utf8")));
    socket.on("error", () => {});
    socket.on("close", () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
  });
}
