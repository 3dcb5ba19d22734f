import { clsx } from "clsx";
import { strings } from "../strings.ts";

/** Properties of {@link EngineMark}. */
export interface EngineMarkProps {
  readonly engine: string;
  /** @default "medium" */
  readonly size?: "medium" | "large";
}

/** A sign of our own per engine; the engines' logos belong to their owners. */
export function EngineMark({ engine, size = "medium" }: EngineMarkProps) {
  const name = (strings.engines as Record<string, string>)[engine] ?? engine;
  return (
    <span
      title={name}
      aria-hidden
      className={clsx(
        "grid shrink-0 place-items-center rounded-lg border font-semibold",
        size === "large" ? "size-11 text-base" : "size-9 text-sm",
        engine === "medusa"
          ? "border-busy/25 bg-busy-soft text-busy"
          : engine === "woocommerce"
            ? "border-plum/20 bg-plum-soft text-plum"
            : "bg-sunken text-muted",
      )}
    >
      {name.slice(0, 1)}
    </span>
  );
}
