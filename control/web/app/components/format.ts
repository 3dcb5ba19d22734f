const ago = new Intl.RelativeTimeFormat("en", {
  numeric: "always",
  style: "short",
});
const exact = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "medium",
  timeStyle: "medium",
});
const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const minute = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** "3 min. ago", or undefined within the last minute. */
export function timeAgo(at: string, now: number): string | undefined {
  const seconds = (Date.parse(at) - now) / 1000;
  const step = steps.find(([, size]) => Math.abs(seconds) >= size);
  return step === undefined ? undefined : ago.format(Math.trunc(seconds / step[1]), step[0]);
}

/** Date and time in the reader's zone. */
export function absoluteTime(at: string): string {
  return exact.format(new Date(at));
}

/** Time of day with seconds, for logs. */
export function clockTime(at: string): string {
  return clock.format(new Date(at));
}

/** Time of day to the minute. */
export function dayTime(at: number): string {
  return minute.format(at);
}

/** A duration in seconds as "4.2 s", "43 s" or "2 min 5 s". */
export function duration(seconds: number): string {
  if (seconds < 10) return `${Math.max(seconds, 0).toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
}

/** A share of a whole in percent, without more digits than it is worth. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "–";
  const value = (100 * part) / whole;
  return `${value === 100 ? "100" : value.toFixed(1)} %`;
}

/** Thousandths of a CPU as "0.04 CPU" or "2.5 CPU". */
export function cpuAmount(millis: number): string {
  const cpus = millis / 1000;
  return `${cpus >= 1 ? Math.round(cpus * 10) / 10 : cpus.toFixed(2)} CPU`;
}

/** Bytes as "640 MiB" or, from 2 GiB on, "2.5 GiB". */
export function memoryAmount(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes < 2048 ? `${Math.round(mebibytes)} MiB` : `${Math.round(mebibytes / 102.4) / 10} GiB`;
}
