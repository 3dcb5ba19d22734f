import type { z } from "zod";
import type { planSchema } from "../../control/api/schemas/plan.ts";
import type { StoreDetail, StoreSummary } from "../../control/api/schemas/store.ts";
import { type Column, formatSeconds, paint, renderTable } from "../terminal.ts";

const columns: readonly Column<StoreSummary>[] = [
  { title: "store", value: ({ name }) => name },
  { title: "engine", value: ({ engine }) => engine },
  { title: "plan", value: ({ plan }) => plan },
  {
    title: "status",
    value: ({ status, queuePosition }) => (queuePosition === null ? status : `${status} (${queuePosition})`),
    style: ({ status }) => (status === "Ready" ? "green" : status === "Failed" ? "red" : "yellow"),
  },
  { title: "shop", value: ({ url }) => url },
  { title: "by", value: ({ managedBy }) => managedBy },
  {
    title: "took",
    value: ({ provisionedSeconds }) => (provisionedSeconds === null ? "–" : formatSeconds(provisionedSeconds)),
    align: "right",
  },
];

/** Stores as a table. */
export function storesTable(stores: readonly StoreSummary[]): string {
  if (stores.length === 0) return "No stores. Create one: storefleet stores create <name> --engine medusa --admin-email you@example.com";
  return renderTable(columns, stores);
}

/** One store in a few lines. */
export function storeText(store: StoreDetail): string {
  const { name, engine, plan, status, statusReason, url, adminUrl, proof, owner } = store;
  return [
    `${paint("bold", name)}  ${engine}, ${plan}, ${status}${statusReason === null ? "" : `: ${statusReason}`}`,
    `  shop          ${url}`,
    `  admin         ${adminUrl}`,
    `  owner         ${owner.email ?? owner.id}`,
    `  proven order  ${proof === null ? "–" : `${proof.orderId}  ${proof.total} ${proof.currency}, ${proof.seconds.toFixed(1)} s, ${proof.at}`}`,
  ].join("\n");
}

/** A plan in a few lines. */
export function planText(plan: z.output<typeof planSchema>): string {
  const { counts, changes, admission, demand, dataLoss, warnings, planHash } = plan;
  return [
    `${plan.action} ${plan.name}, revision ${plan.revision}: ${counts.create} to create, ${counts.update} to update, ${counts.replace} to replace, ${counts.delete} to delete`,
    ...changes.map(({ op, kind, name }) => `  ${op.padEnd(7)} ${kind} ${name}`),
    `asks for ${demand.cpuMillis}m CPU, ${demand.memoryMiB} MiB, ${demand.pods} pods, ${demand.storageGiB} GiB in ${demand.volumes} volumes`,
    ...(dataLoss ? ["DATA WOULD BE LOST"] : []),
    admission.admitted
      ? `would be taken on now, at place ${admission.queuePosition}${admission.etaSeconds === null ? "" : `, Ready in about ${formatSeconds(admission.etaSeconds)}`}`
      : `would be refused now: ${admission.reason}`,
    ...warnings,
    `plan ${planHash}`,
  ].join("\n");
}
