#!/usr/bin/env bash
# Makes the data disk a volume group with one volume for the cluster's own state, and mounts that. A disk that already is
# one is used as it is; a disk that holds anything else is refused, because it may be somebody's data.
set -euo pipefail
scripts=$(dirname "$(readlink -f "$0")")
# shellcheck source=common.sh
. "$scripts/common.sh"
# shellcheck source=/dev/null
. "${NODE_ENV:-/etc/storefleet/node.env}"

find_device() {
  local candidate
  for candidate in $DATA_DEVICES; do
    if [ -b "$candidate" ]; then
      device=$(readlink -f "$candidate")
      return 0
    fi
  done
  return 1
}

make_group() {
  local signatures
  signatures=$(wipefs --noheadings --output TYPE "$device" | tr -d ' ' | paste -sd ,)
  if [ -n "$signatures" ]; then
    die "the data disk $device holds $signatures and no volume group $VOLUME_GROUP; nothing was changed. Attach the cluster's own disk, or an empty one."
  fi
  say "making volume group $VOLUME_GROUP on the empty disk $device"
  pvcreate --quiet --yes "$device"
  vgcreate --quiet --yes "$VOLUME_GROUP" "$device"
}

mount_state() {
  local volume=$1
  if [ -z "$(blkid --probe --match-tag TYPE --output value "$volume" || true)" ]; then
    say "making a file system on $volume"
    mkfs.ext4 -q -L storefleet-state -m 0 "$volume"
  fi
  install -d -m 0755 "$STATE_MOUNT"
  if ! grep --quiet --fixed-strings " $STATE_MOUNT ext4 " "$FSTAB"; then
    printf '%s %s ext4 defaults,nofail,x-systemd.device-timeout=60s 0 2\n' "$volume" "$STATE_MOUNT" >>"$FSTAB"
  fi
  if ! mountpoint --quiet "$STATE_MOUNT"; then mount --types ext4 "$volume" "$STATE_MOUNT"; fi
}

# The password by which the cluster knows this machine again. It outlives the machine, so that a new one may take its place.
keep_node_identity() {
  install -d -m 0700 "$STATE_MOUNT/node-identity"
  install -d -m 0755 "$(dirname "$NODE_IDENTITY")"
  if [ -d "$NODE_IDENTITY" ] && [ ! -L "$NODE_IDENTITY" ]; then
    cp --archive "$NODE_IDENTITY/." "$STATE_MOUNT/node-identity/"
    rm --recursive "$NODE_IDENTITY"
  fi
  ln --symbolic --force --no-dereference "$STATE_MOUNT/node-identity" "$NODE_IDENTITY"
}

device=
retry "${DEVICE_WAIT:-120}" find_device || die "no data disk: none of $DATA_DEVICES is a block device"
vgscan --quiet >/dev/null
if ! vgs --noheadings "$VOLUME_GROUP" >/dev/null 2>&1; then make_group; fi
# The disk may have grown since.
pvresize --quiet "$device" >/dev/null
if ! lvs --noheadings "$VOLUME_GROUP/state" >/dev/null 2>&1; then
  lvcreate --quiet --yes --size "${STATE_GIB}G" --name state "$VOLUME_GROUP"
fi
vgchange --quiet --activate y "$VOLUME_GROUP" >/dev/null
mount_state "/dev/$VOLUME_GROUP/state"
keep_node_identity
