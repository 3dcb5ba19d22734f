import type { StoreInput } from "../../stores/schema.ts";

/** The store that is measured. */
export const benchStore = {
  name: "bench-store",
  engine: "medusa",
  title: "Bench",
  adminEmail: "admin@bench.example",
} as const satisfies StoreInput;
