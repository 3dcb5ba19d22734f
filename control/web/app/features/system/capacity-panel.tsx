import { clsx } from "clsx";
import type { System } from "../../api/types.ts";
import { Panel } from "../../components/card.tsx";
import { percent } from "../../components/format.ts";
import { strings } from "../../strings.ts";

type Capacity = NonNullable<System["capacity"]>;

/** How much of the cluster is promised to pods. */
export function CapacityPanel({ capacity }: { readonly capacity: Capacity | null }) {
  if (capacity === null) return null;
  return (
    <Panel title={strings.system.capacity} hint={strings.system.capacityHint} bodyClass="space-y-4 p-5">
      {(Object.keys(strings.system.amounts) as (keyof Capacity)[]).map((key) => {
        const { used, total } = capacity[key];
        return total === null ? (
          <p key={key} className="flex justify-between text-[0.8125rem]">
            {strings.system.amounts[key]}
            <span className="text-muted tabular-nums">{strings.system.unlimited(amount(key, used))}</span>
          </p>
        ) : (
          <Meter key={key} kind={key} used={used} total={total} />
        );
      })}
    </Panel>
  );
}

function Meter({ kind, used, total }: { readonly kind: keyof Capacity; readonly used: number; readonly total: number }) {
  const share = total === 0 ? 0 : used / total;
  const id = `capacity-${kind}`;
  return (
    <div>
      <div className="mb-1.5 flex justify-between text-[0.8125rem]">
        <span id={id}>{strings.system.amounts[kind]}</span>
        <span className="text-muted tabular-nums">
          {amount(kind, used)} / {amount(kind, total)} · {percent(used, total)}
        </span>
      </div>
      <meter className="sr-only" aria-labelledby={id} value={used} min={0} max={total}>
        {percent(used, total)}
      </meter>
      <div aria-hidden className="h-2 overflow-hidden rounded-full bg-sunken dark:bg-raised">
        <div
          className={clsx("h-full rounded-full", share > 0.9 ? "bg-bad" : share > 0.75 ? "bg-warn" : "bg-good")}
          style={{ width: `${Math.min(100 * share, 100)}%` }}
        />
      </div>
    </div>
  );
}

function amount(key: keyof Capacity, value: number): string {
  if (key === "cpuMillis") return `${(value / 1000).toFixed(1)} CPU`;
  return key === "memoryMiB" ? `${(value / 1024).toFixed(1)} GiB` : String(value);
}
