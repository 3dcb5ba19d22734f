import type { StoreUsage } from "../../cluster/usage.ts";
import type { OpenDatabase } from "../../db/database.ts";

/** What stores use where no cluster runs them: each a little more or less from moment to moment. */
export function simulateUsage({ db }: OpenDatabase): () => Promise<readonly StoreUsage[]> {
  return async () => {
    const stores = await db.selectFrom("stores").select("name").where("deleted_at", "is", null).execute();
    return stores.map(({ name }) => usageAt(name, Date.now()));
  };
}

/** The same of any moment, in milliseconds since the epoch. */
export function usageAt(store: string, at: number): StoreUsage {
  const minutes = at / 60_000;
  const wave = (period: number) => 1 + Math.sin((2 * Math.PI * minutes) / period + store.length);
  const busy = Math.floor(minutes / 7) % 5 === 0 ? 90 : 0;
  const cpuMillis = Math.round(35 + 20 * wave(43) + 12 * wave(5) + busy);
  return { store, cpuMillis, memoryBytes: Math.round((690 + 60 * wave(300) + 9 * wave(11)) * 2 ** 20) };
}
