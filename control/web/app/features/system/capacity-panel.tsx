import type { System } from "../../api/types.ts";
import { Panel } from "../../components/card.tsx";
import { percent } from "../../components/format.ts";
import { Meter } from "../../components/meter.tsx";
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
          <CapacityMeter key={key} kind={key} used={used} total={total} />
        );
      })}
    </Panel>
  );
}

function CapacityMeter({ kind, used, total }: { readonly kind: keyof Capacity; readonly used: number; readonly total: number }) {
  const label = strings.system.amounts[kind];
  const text = `${amount(kind, used)} / ${amount(kind, total)} · ${percent(used, total)}`;
  return (
    <div>
      <div className="mb-1.5 flex justify-between text-[0.8125rem]">
        <span>{label}</span>
        <span className="text-muted tabular-nums">{text}</span>
      </div>
      <Meter label={label} used={used} total={total} text={text} />
    </div>
  );
}

function amount(key: keyof Capacity, value: number): string {
  if (key === "cpuMillis") return `${(value / 1000).toFixed(1)} CPU`;
  return key === "memoryMiB" ? `${(value / 1024).toFixed(1)} GiB` : String(value);
}
