import { clsx } from "clsx";
import type { StorePlan } from "../../api/types.ts";
import { ScrollRegion } from "../../components/scroll-region.tsx";
import { strings } from "../../strings.ts";

const words = strings.planPreview;
type PlannedChange = StorePlan["changes"][number];
type Op = PlannedChange["op"];
const ops: readonly Op[] = ["delete", "replace", "update", "create"];

const looks: Record<Op, string> = {
  create: "bg-good-soft text-good",
  update: "bg-busy-soft text-busy",
  replace: "bg-warn-soft text-warn",
  delete: "bg-bad-soft text-bad",
};
const signs: Record<Op, string> = { create: "+", update: "~", replace: "±", delete: "−" };

/** How many objects a plan touches and how, then each of them with what differs; what is lost comes first. */
export function PlannedChanges({ plan }: { readonly plan: StorePlan }) {
  return (
    <div>
      <p className="flex flex-wrap items-center gap-2 text-[0.8125rem]">
        {ops
          .filter((op) => plan.counts[op] > 0)
          .map((op) => (
            <span key={op} className={clsx("rounded-full px-2.5 py-0.5 font-medium tabular-nums", looks[op])}>
              {plan.counts[op]} {words.counts[op]}
            </span>
          ))}
        <span className="text-muted">
          {plan.counts.same > 0 && `${words.same(plan.counts.same)}, `}
          {words.revision(plan.revision)}
        </span>
      </p>
      <ScrollRegion label={words.objects} className="mt-3 max-h-96 overflow-y-auto rounded-lg border">
        <ul className="divide-y">
          {ops
            .flatMap((op) => plan.changes.filter((change) => change.op === op))
            .map((change) => (
              <li key={`${change.kind} ${change.name}`} className="px-3 py-1.5 font-mono text-xs leading-5">
                <p className="flex gap-2">
                  <span className={clsx("w-4 shrink-0 rounded text-center", looks[change.op])} aria-hidden>
                    {signs[change.op]}
                  </span>
                  <span className="sr-only">{words.ops[change.op]}</span>
                  <span className="min-w-0 break-words">
                    {change.kind} <span className="text-muted">{change.name}</span>
                  </span>
                </p>
                {change.op !== "create" && change.properties.map((property) => <Property key={property.path} property={property} />)}
              </li>
            ))}
        </ul>
      </ScrollRegion>
    </div>
  );
}

function Property({ property }: { readonly property: PlannedChange["properties"][number] }) {
  const { path, old, new: after } = property;
  return (
    <p className="pl-6 break-words text-muted">
      {path}
      {old !== undefined && (
        <>
          {" "}
          <del className="text-bad">{old}</del>
        </>
      )}
      {after !== undefined && <ins className="text-good no-underline"> {after}</ins>}
    </p>
  );
}
