import { benchCreates } from "./control-plane/creates.ts";
import { benchMemory } from "./control-plane/memory.ts";
import { benchReads } from "./control-plane/reads.ts";
import type { Figure } from "./table.ts";

/** The control plane itself: real API, worker and Postgres; no cluster, and an engine that takes no time. */
export async function benchControlPlane(): Promise<Figure[]> {
  return [...(await benchReads()), ...(await benchCreates()), ...(await benchMemory())];
}
