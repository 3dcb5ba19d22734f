/** One measured figure. */
export interface Figure {
  readonly group: string;
  readonly name: string;
  readonly value: number;
  readonly unit: "s" | "ms" | "MiB" | "KiB" | "ratio" | "objects" | "operations" | "req/s";
  /** What the project wants to reach: at most this. @default - only observed */
  readonly goal?: number;
  /** What the project wants to reach where more is better. @default - only observed */
  readonly atLeast?: number;
}

/** Figures as a table for a terminal, one group after the other. */
export function figureTable(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  const groups = Map.groupBy(figures, ({ group }) => group);
  return [...groups]
    .map(([group, members]) =>
      [
        group,
        ...members.map(
          ({ name, value, unit, goal, atLeast }) =>
            `  ${name.padEnd(width)}  ${format(value)} ${unit}` +
            (goal === undefined ? "" : `   (goal ${goal} ${unit})`) +
            (atLeast === undefined ? "" : `   (goal: at least ${atLeast} ${unit})`),
        ),
      ].join("\n"),
    )
    .join("\n\n");
}

function format(value: number): string {
  return value.toFixed(value >= 100 ? 0 : 2).padStart(8);
}
