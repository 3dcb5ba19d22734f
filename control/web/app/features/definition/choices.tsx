import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";
import { type PlanName, planNames, plans } from "../../../../../stores/plans.ts";
import { type Engine, engines } from "../../../../../stores/schema.ts";
import { plansQuery } from "../../api/queries.ts";
import type { Plans } from "../../api/types.ts";
import { EngineMark } from "../../components/engine-mark.tsx";
import { strings } from "../../strings.ts";

/** Which engine, as cards. */
export function EngineChoice({ value, onChange }: { readonly value: Engine; readonly onChange: (engine: Engine) => void }) {
  return (
    <Choice label={strings.create.engineLabel} value={value} onChange={(engine) => onChange(engine as Engine)} columns="sm:grid-cols-2">
      {engines.map((engine) => (
        <Option key={engine} value={engine}>
          <span className="flex items-center gap-3">
            <EngineMark engine={engine} />
            <span className="min-w-0">
              <span className="block font-semibold">{strings.engines[engine]}</span>
              <span className="block text-[0.8125rem] text-muted">{strings.create.engineHints[engine]}</span>
            </span>
          </span>
        </Option>
      ))}
    </Choice>
  );
}

/** Properties of {@link PlanChoice}. */
export interface PlanChoiceProps {
  /** What a plan costs depends on it. */
  readonly engine: Engine;
  readonly value: string;
  readonly onChange: (plan: string) => void;
}

/** Which plan, as cards with what each is given and costs. */
export function PlanChoice({ engine, value, onChange }: PlanChoiceProps) {
  const { data: priced } = useQuery(plansQuery);
  const price = (name: PlanName) => priced?.items.find((plan) => plan.name === name)?.monthlyUsd[engine];
  return (
    <Choice label={strings.plans.label} value={value} onChange={onChange} columns="sm:grid-cols-3" hint={priceHint(priced)}>
      {planNames.map((name) => (
        <Option key={name} value={name}>
          <span className="flex flex-wrap items-baseline justify-between gap-x-2">
            <span className="font-semibold">{strings.plans.names[name]}</span>
            <span className="text-[0.8125rem] tabular-nums">{price(name) !== undefined && strings.plans.perMonth(price(name) ?? 0)}</span>
          </span>
          <span className="mt-0.5 block text-[0.8125rem] text-muted sm:min-h-10 xl:min-h-0 first-letter:uppercase">
            {plans[name].summary}
          </span>
          <span className="mt-3 block space-y-1 border-t pt-3 text-[0.8125rem]">
            {planFacts(name).map(([fact, amount]) => (
              <span key={fact} className="flex justify-between gap-3">
                <span className="text-muted">{fact}</span>
                <span className="tabular-nums">{amount}</span>
              </span>
            ))}
          </span>
        </Option>
      ))}
    </Choice>
  );
}

function priceHint(priced: Plans | undefined): string | undefined {
  if (priced === undefined) return undefined;
  const { machine, region, date } = priced.priceBasis;
  return strings.plans.priceBasis(machine, region, date);
}

function planFacts(name: PlanName): readonly (readonly [string, string])[] {
  const { sizes, storage, maxReplicas } = plans[name];
  return [
    [strings.plans.memory, memory(sizes.server.limits.memory)],
    [strings.plans.cpu, cpu(sizes.server.requests.cpu)],
    [strings.plans.database, `${storage.databaseGiB} GiB`],
    [strings.plans.uploads, `${storage.uploadsGiB} GiB`],
    [strings.plans.replicas, strings.plans.upTo(maxReplicas)],
  ];
}

/** A Kubernetes quantity of memory in GiB. */
function memory(quantity: string): string {
  return quantity.endsWith("Mi") ? `${Number.parseInt(quantity, 10) / 1024} GiB` : `${Number.parseInt(quantity, 10)} GiB`;
}

/** A Kubernetes quantity of CPU in cores. */
function cpu(quantity: string): string {
  return String(quantity.endsWith("m") ? Number.parseInt(quantity, 10) / 1000 : Number.parseInt(quantity, 10));
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly columns: string;
  /** A line below. @default - none */
  readonly hint?: string | undefined;
  readonly children: ReactNode;
}

function Choice({ label, value, onChange, columns, hint, children }: ChoiceProps) {
  return (
    <div>
      <h2 className="mb-2.5 font-semibold">{label}</h2>
      <RadioGroup.Root aria-label={label} value={value} onValueChange={onChange} className={clsx("grid gap-3", columns)}>
        {children}
      </RadioGroup.Root>
      {hint !== undefined && <p className="mt-2 text-xs text-muted">{hint}</p>}
    </div>
  );
}

function Option({ value, children }: { readonly value: string; readonly children: ReactNode }) {
  return (
    <RadioGroup.Item
      value={value}
      className="rounded-xl border bg-surface p-4 text-left shadow-card transition-colors hover:border-line-strong data-[state=checked]:border-ink data-[state=checked]:ring-1 data-[state=checked]:ring-ink"
    >
      {children}
    </RadioGroup.Item>
  );
}
