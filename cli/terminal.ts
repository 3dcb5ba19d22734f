import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Colours text for a terminal; plain where the stream is not one or NO_COLOR is set. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream, validateStream: true });
}

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  /** @default left */
  readonly align?: "left" | "right";
  /** Colour of a cell. @default - none */
  readonly style?: (row: Row) => Style | undefined;
}

/** Renders rows as aligned columns, two spaces apart, with a header. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => column.value(row)));
  const widths = columns.map((column, index) => Math.max(column.title.length, ...cells.map((line) => line[index]?.length ?? 0)));
  const line = (texts: readonly string[], styleOf: (index: number) => Style | undefined) =>
    texts
      .map((text, index) => {
        const width = widths[index] ?? 0;
        const padded = columns[index]?.align === "right" ? text.padStart(width) : text.padEnd(width);
        const style = styleOf(index);
        return style === undefined ? padded : paint(style, padded);
      })
      .join("  ")
      .trimEnd();
  const header = line(
    columns.map((column) => column.title),
    () => "dim",
  );
  return [
    header,
    ...rows.map((row, index) =>
      line(cells[index] ?? [], (column) => {
        return columns[column]?.style?.(row);
      }),
    ),
  ].join("\n");
}

/** Writes a result to standard output; progress and errors go to standard error, so that `--json` can be piped. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes to standard error. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Seconds as people read them: `0.4 s`, `12 s`, `3 min 05 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
