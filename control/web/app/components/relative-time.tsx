import { useEffect, useState } from "react";
import { strings } from "../strings.ts";
import { absoluteTime, timeAgo } from "./format.ts";

/** A moment as "3 min ago", kept up to date; the exact time is its title. */
export function RelativeTime({ at }: { readonly at: string }) {
  const now = useNow(20_000);
  return (
    <time dateTime={at} title={absoluteTime(at)}>
      {timeAgo(at, now) ?? strings.time.justNow}
    </time>
  );
}

/** The present, renewed every so many milliseconds while the component is shown. */
export function useNow(everyMilliseconds: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMilliseconds);
    return () => clearInterval(timer);
  }, [everyMilliseconds]);
  return now;
}
