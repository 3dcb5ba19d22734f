import { Check } from "lucide-react";
import type { ReactNode } from "react";
import type { StoreInput } from "../../../../../stores/schema.ts";
import type { Validation } from "../../api/types.ts";
import { Panel } from "../../components/card.tsx";
import { strings } from "../../strings.ts";

/** Properties of {@link SummaryPanel}. */
export interface SummaryPanelProps {
  readonly input: StoreInput;
  readonly plan: string;
  /** What it asks of the cluster, once that is known. */
  readonly demand: Validation["demand"];
  readonly children: ReactNode;
}

/** What a click on the button leads to. */
export function SummaryPanel({ input, plan, demand, children }: SummaryPanelProps) {
  const { parts } = strings.create;
  const lines = [
    parts.namespace(input.name ?? "…"),
    parts.database,
    parts.jobs(input.sampleProducts ?? 3),
    parts.shop(strings.engines[input.engine]),
    parts.proof,
  ];
  return (
    <Panel title={strings.create.summary} hint={(strings.plans.names as Record<string, string>)[plan]} bodyClass="space-y-4 p-5">
      <ol className="space-y-2.5 text-[0.8125rem]">
        {lines.map((line) => (
          <li key={line} className="flex gap-2.5">
            <Check className="mt-0.5 size-3.5 shrink-0 text-good" aria-hidden />
            <span className="min-w-0 break-words">{line}</span>
          </li>
        ))}
      </ol>
      {demand !== null && (
        <p className="text-[0.8125rem] text-muted">{strings.create.demand(demand.cpuMillis, demand.memoryMiB, demand.storageGiB)}</p>
      )}
      {children}
    </Panel>
  );
}
