import type { StepName, Store } from "../../api/types.ts";
import { strings } from "../../strings.ts";

const order: readonly StepName[] = ["namespace", "secrets", "database", "migrate", "seed", "start", "order-proof"];

/** How far a running operation is, by steps. */
export function OperationBar({ operation }: { readonly operation: NonNullable<Store["operation"]> }) {
  const position = operation.step === null || operation.kind === "delete" ? 0 : order.indexOf(operation.step);
  const share = (100 * (position + 0.5)) / order.length;
  return (
    <div
      role="progressbar"
      aria-label={strings.operations[operation.kind]}
      aria-valuemin={0}
      aria-valuemax={order.length}
      aria-valuenow={position}
      aria-valuetext={operation.step === null ? strings.operationStates[operation.state] : strings.steps[operation.step]}
      className="h-1.5 flex-1 overflow-hidden rounded-full bg-sunken dark:bg-raised"
    >
      <div
        className="h-full rounded-full bg-busy transition-[width] duration-500 motion-safe:animate-beat"
        style={{ width: `${share}%` }}
      />
    </div>
  );
}
