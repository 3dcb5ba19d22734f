import { strings } from "../../strings.ts";
import type { DraftChange } from "../definition/draft.ts";

/** Fields of a definition with their values before and after. */
export function ChangeList({ changes }: { readonly changes: readonly DraftChange[] }) {
  return (
    <ul className="space-y-1 font-mono text-xs leading-5">
      {changes.map(({ path, before, after }) => (
        <li key={path} className="break-words">
          {path}: <del className="rounded bg-bad-soft px-1 text-bad">{shown(before)}</del>{" "}
          <ins className="rounded bg-good-soft px-1 text-good no-underline">{shown(after)}</ins>
        </li>
      ))}
    </ul>
  );
}

function shown(value: unknown): string {
  return value === undefined ? strings.edit.toDefault : String(value);
}
