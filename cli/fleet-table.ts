import type { StoreReport } from "./fleet-status.ts";
import { type Column, paint, renderTable } from "./terminal.ts";

const columns: readonly Column<StoreReport>[] = [
  { title: "store", value: ({ name }) => name },
  { title: "engine", value: ({ engine }) => engine },
  { title: "status", value: ({ status }) => status, style: ({ status }) => colours[status] ?? "yellow" },
  { title: "shop", value: ({ status, url }) => (status === "Unavailable" ? "–" : url) },
  { title: "admin", value: ({ status, adminUrl }) => (status === "Unavailable" ? "–" : adminUrl) },
  { title: "proven order", value: ({ proof }) => (proof === null ? "–" : `${proof.orderId}  ${proof.total} ${proof.currency}`) },
  { title: "took", value: ({ proof }) => (proof === null ? "–" : `${proof.seconds.toFixed(1)} s`), align: "right" },
];

const colours: Readonly<Partial<Record<StoreReport["status"], "green" | "red" | "dim">>> = {
  Ready: "green",
  Failed: "red",
  Unavailable: "dim",
};

/** Stores as a table, with the reason of each that is not Ready below it. */
export function fleetTable(stores: readonly StoreReport[]): string {
  if (stores.length === 0) return "No stores are declared for this environment; add one to stores/stores.ts.";
  const reasons = stores.flatMap(({ name, status, reason }) => (reason === null ? [] : [`${paint("bold", name)} is ${status}: ${reason}`]));
  return [renderTable(columns, stores), ...(reasons.length === 0 ? [] : ["", ...reasons])].join("\n");
}
