import { enterCgroup } from "./host-scripts.ts";
import { type EmbeddedLayout, programPath } from "./layout.ts";
import { daemonScript, daemons } from "./services.ts";

/** The supervisor's pid file, and the control group of all its processes. */
export const supervisorName = "supervisor";

/** One older file is kept beside a log, so it takes at most twice this many bytes. */
export const logLimitBytes = 8 * 1024 * 1024;

/**
 * A script that keeps the daemons running on machines without systemd. It is a script because it stays in memory as long as the cluster runs: a shell takes
 * 1 MB, Node takes 70. Ending it leaves the daemons alone: whoever stops the cluster ends them in the right order, and a new supervisor disturbs no pod.
 */
export function superviseScript(layout: EmbeddedLayout): string {
  return `#!/bin/sh
# Written by storefleet; changes are lost at the next start.
set -u
PATH=${programPath(layout)}
export PATH
mkdir -p ${layout.log} ${layout.pids}
${enterCgroup(layout, supervisorName)}

# The start time beside the pid tells the process from a later one with the same pid.
record() {
  echo "$2 $(cut -d ' ' -f 22 "/proc/$2/stat")" > "${layout.pids}/$1.new" && mv "${layout.pids}/$1.new" "${layout.pids}/$1"
}

# keep NAME SCRIPT: starts the script again whenever it ends, after 1 s, 2 s, 4 s … 30 s while it ends within a minute.
keep() {
  delay=1
  while :; do
    began=$(date +%s)
    setsid /bin/sh "$2" >> "${layout.log}/$1.log" 2>&1 &
    record "$1" "$!"
    wait "$!"
    code=$?
    rm -f "${layout.pids}/$1"
    [ $(( $(date +%s) - began )) -lt 60 ] || delay=1
    echo "$(date -u +%FT%TZ) storefleet: $1 ended with code $code; starting it again in $delay s" >> "${layout.log}/$1.log"
    sleep "$delay"
    delay=$(( delay * 2 > 30 ? 30 : delay * 2 ))
  done
}

record ${supervisorName} $$
${daemons.map((daemon) => `keep ${daemon} ${daemonScript(layout, daemon)} &`).join("\n")}

# The daemons hold their logs open, so a log that has grown is copied and emptied, not renamed.
while :; do
  for log in ${daemons.map((daemon) => `${layout.log}/${daemon}.log`).join(" ")}; do
    if [ "$(stat -c %s "$log" 2>/dev/null || echo 0)" -gt ${logLimitBytes} ]; then
      cp "$log" "$log.1"
      : > "$log"
    fi
  done
  sleep 30
done
`;
}
