#!/usr/bin/env bash
# First start of a machine: kernel parameters, data volume, secrets, k3s. Every step may be repeated.
set -euo pipefail
scripts=$(dirname "$(readlink -f "$0")")
# shellcheck source=common.sh
. "$scripts/common.sh"
# shellcheck source=/dev/null
. "${NODE_ENV:-/etc/storefleet/node.env}"

say "kernel parameters"
sysctl --quiet --load="$SYSCTL_FILE" || die "kernel parameters of $SYSCTL_FILE were refused; k3s would not start"
modprobe dm_snapshot || die "this kernel has no dm_snapshot; volume snapshots would fail"
say "data volume"
"$scripts/data-volume.sh"
say "secrets"
"$scripts/fetch-secrets.sh"
say "k3s $K3S_VERSION"
"$scripts/install-k3s.sh"
if [ "$NODE_ROLE" = server ]; then
  systemctl enable --now storefleet-snapshot-copy.timer
fi
say "ready"
