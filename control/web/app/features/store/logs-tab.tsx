import { useEffect, useRef, useState } from "react";
import type { StoreDetail } from "../../api/types.ts";
import { Panel } from "../../components/card.tsx";
import { clockTime } from "../../components/format.ts";
import { strings } from "../../strings.ts";
import { lineKey, useJobLog } from "./use-job-log.ts";

/** What the store's jobs wrote, live while they run. */
export function LogsTab({ store }: { readonly store: StoreDetail }) {
  const lines = useJobLog(store);
  const [follow, setFollow] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is the reason to scroll
  useEffect(() => {
    if (follow) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [lines.length, follow]);
  return (
    <Panel
      title={strings.store.logs}
      hint={strings.store.logsHint}
      actions={
        <label className="flex items-center gap-2 text-[0.8125rem]">
          <input type="checkbox" checked={follow} onChange={({ target }) => setFollow(target.checked)} className="size-4 accent-accent" />
          {strings.store.follow}
        </label>
      }
      bodyClass=""
    >
      <div
        ref={box}
        role="log"
        aria-label={strings.store.logs}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="h-[60dvh] overflow-auto rounded-b-xl bg-sunken py-3 font-mono text-xs leading-5"
      >
        {lines.length === 0 && <p className="px-5 py-2 font-sans text-muted">{strings.store.noLogs}</p>}
        {lines.map((line) => (
          <p key={lineKey(line)} className="flex gap-3 px-5 hover:bg-raised">
            <time dateTime={line.at} className="shrink-0 text-faint select-none">
              {clockTime(line.at)}
            </time>
            <span className="w-20 shrink-0 truncate text-accent select-none">{line.job}</span>
            <span className="min-w-0 break-words whitespace-pre-wrap">{line.text}</span>
          </p>
        ))}
      </div>
    </Panel>
  );
}
