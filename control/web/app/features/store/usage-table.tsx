import { useState } from "react";
import type { Usage } from "../../api/types.ts";
import { absoluteTime, cpuAmount, memoryAmount } from "../../components/format.ts";
import { ScrollRegion } from "../../components/scroll-region.tsx";
import { strings } from "../../strings.ts";

const words = strings.usage;

/** Every value of the charts, the newest first; drawn only when it is opened. */
export function UsageTable({ samples }: Pick<Usage, "samples">) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="w-fit cursor-pointer rounded text-[0.8125rem] text-muted hover:text-ink">{words.table}</summary>
      {open && (
        <ScrollRegion label={words.values} className="mt-3 max-h-72 overflow-auto rounded-lg border">
          <table className="w-full text-left text-[0.8125rem] tabular-nums">
            <thead className="sticky top-0 border-b bg-surface text-xs text-muted">
              <tr>
                {[words.time, words.cpu, words.memory].map((title) => (
                  <th key={title} scope="col" className="px-4 py-2 font-medium">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y">
              {samples.toReversed().map(({ at, cpuMillis, memoryBytes }) => (
                <tr key={at}>
                  <th scope="row" className="px-4 py-1.5 font-normal text-muted">
                    {absoluteTime(at)}
                  </th>
                  <td className="px-4 py-1.5">{cpuAmount(cpuMillis)}</td>
                  <td className="px-4 py-1.5">{memoryAmount(memoryBytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </details>
  );
}
