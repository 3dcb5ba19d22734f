#!/usr/bin/env bash
# Copies etcd snapshots that are not in blob storage yet, with the machine's own identity. Storage keeps versions, so that
# not even this machine can destroy what it once copied.
set -euo pipefail
scripts=$(dirname "$(readlink -f "$0")")
# shellcheck source=common.sh
. "$scripts/common.sh"
# shellcheck source=/dev/null
. "${NODE_ENV:-/etc/storefleet/node.env}"

install -d -m 0700 "$COPIED_DIR"
# A marker of a snapshot that k3s has removed is of no use any more.
find "$COPIED_DIR" -type f -exec sh -c '[ -e "$1/$(basename "$2")" ] || rm --force "$2"' _ "$SNAPSHOT_DIR" {} \;
token=
copied=0
for file in "$SNAPSHOT_DIR"/*; do
  name=${file##*/}
  # k3s may still be writing a file that changed a moment ago.
  if [ ! -f "$file" ] || [ -e "$COPIED_DIR/$name" ] || [ -z "$(find "$file" -mmin "+${SETTLED_MINUTES:-1}")" ]; then continue; fi
  if [ -z "$token" ]; then token=$(identity_token https://storage.azure.com/) || die "no token for blob storage"; fi
  bearer "$token" | curl --silent --show-error --fail --max-time 900 --header @- \
    --header 'x-ms-version: 2021-12-02' --header 'x-ms-blob-type: BlockBlob' --header 'Content-Type: application/octet-stream' \
    --upload-file "$file" "$SNAPSHOT_URL/$(hostname)/$name" || die "$name could not be copied to $SNAPSHOT_URL"
  : >"$COPIED_DIR/$name"
  copied=$((copied + 1))
done
say "$copied snapshots copied"
