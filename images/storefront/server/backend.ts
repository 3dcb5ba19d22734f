import "server-only";
import { parseEnv, type ShopEnv } from "../shop/env.ts";
import { pickRegion } from "../shop/region.ts";
import { listRegions } from "../store-api/catalogue.ts";
import { type StoreApi, storeApi } from "../store-api/client.ts";
import { isTimeout, StoreApiError } from "../store-api/errors.ts";
import type { Region } from "../store-api/types.ts";

/** The region that the shop sells in, or why it cannot sell just now; `slow` when there was just no answer in time. */
export type BackendState =
  | { readonly ok: true; readonly region: Region }
  | { readonly ok: false; readonly reason: string; readonly slow: boolean };

interface Shared {
  env?: ShopEnv;
  state?: Promise<BackendState>;
  stateUntil?: number;
  lastRegion?: Region;
  lastRegionAt?: number;
  logged?: string;
}

const cacheMs = 2000;
const timeoutMs = 1500;
const graceMs = 30_000;

// Middleware and pages are separate bundles in one process: what both use must hang on the global object.
const key = Symbol.for("storefleet.storefront");
const holder = globalThis as { [key]?: Shared };
holder[key] ??= {};
const shared = holder[key];

/** The shop's settings. @throws EnvError when the environment is wrong; the start-up check has then ended the process already. */
export function env(): ShopEnv {
  shared.env ??= parseEnv(process.env);
  return shared.env;
}

export function api(): StoreApi {
  return storeApi(env());
}

/** Asks the backend for its regions, at most once in two seconds whoever asks, and waits 1.5 seconds at most. Never throws. */
export function backendState(): Promise<BackendState> {
  if (!shared.state || Date.now() > (shared.stateUntil ?? 0)) {
    shared.stateUntil = Number.POSITIVE_INFINITY;
    shared.state = askBackend().then((state) => {
      shared.stateUntil = Date.now() + cacheMs;
      logChange(state);
      return state;
    });
  }
  return shared.state;
}

/** As backendState, but a backend that is only slow counts as there for half a minute: pages wait for it longer than probes do. */
export async function shopState(): Promise<BackendState> {
  const state = await backendState();
  const { lastRegion, lastRegionAt = 0 } = shared;
  return !state.ok && state.slow && lastRegion && Date.now() - lastRegionAt < graceMs ? { ok: true, region: lastRegion } : state;
}

async function askBackend(): Promise<BackendState> {
  const { country, currency } = env();
  try {
    const region = pickRegion(await listRegions(api(), timeoutMs), country, currency);
    if (!region) return { ok: false, reason: `no region of the backend sells to ${country}`, slow: false };
    shared.lastRegion = region;
    shared.lastRegionAt = Date.now();
    return { ok: true, region };
  } catch (error) {
    const slow = error instanceof StoreApiError && isTimeout(error.cause);
    return { ok: false, reason: error instanceof Error ? error.message : "unknown", slow };
  }
}

function logChange(state: BackendState): void {
  const line = JSON.stringify(
    state.ok ? { level: "info", event: "backend-up" } : { level: "error", event: "backend-down", reason: state.reason },
  );
  if (line === shared.logged) return;
  shared.logged = line;
  console.info(line);
}
