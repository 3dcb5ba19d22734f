import { EngineError } from "./errors.ts";
import { type Reply, requestSchema } from "./messages.ts";
import { perform } from "./perform.ts";

/**
 * Entry of the process that runs one operation: its own process, because a throw in a program ends every other program of
 * the same process. Speaks over the IPC channel only; see messages.ts.
 */
const stop = new AbortController();

function reply(message: Reply): Promise<void> {
  return new Promise((resolve) => (process.connected ? process.send?.(message, () => resolve()) : resolve()));
}

async function run(message: unknown): Promise<void> {
  const request = requestSchema.parse(message);
  if (request.type === "cancel") return stop.abort();
  try {
    const result = await perform(request, {
      signal: stop.signal,
      onStores: (stores) => void reply({ type: "stores", stores: [...stores] }),
      onEvent: (event) => void reply({ type: "progress", event }),
    });
    await reply({ type: "result", result });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const { code, message: text, details } = error;
    await reply({ type: "failure", failure: { code, message: text, details: { ...details } } });
  }
  process.disconnect?.();
}

process.on("message", (message) => void run(message));
// The caller is gone: stop cleanly, so that the state is saved and the lock released.
process.on("disconnect", () => stop.abort());
await reply({ type: "ready" });
