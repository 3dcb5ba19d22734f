#!/usr/bin/env bash
# Installs the pinned k3s from checked files and starts it. Nothing is run or unpacked whose SHA-256 differs.
set -euo pipefail
scripts=$(dirname "$(readlink -f "$0")")
# shellcheck source=common.sh
. "$scripts/common.sh"
# shellcheck source=/dev/null
. "${NODE_ENV:-/etc/storefleet/node.env}"

matches() { printf '%s  %s\n' "$2" "$1" | sha256sum --check --status; }

# download URL FILE SHA256: does nothing when the file is right already.
download() {
  local partial="$2.partial"
  if [ -f "$2" ] && matches "$2" "$3"; then return 0; fi
  retry "${DOWNLOAD_WAIT:-900}" curl --silent --show-error --fail --location --max-time 600 --output "$partial" "$1" ||
    die "$1 could not be downloaded"
  if ! matches "$partial" "$3"; then
    local got
    got=$(sha256sum "$partial" | cut -d ' ' -f 1)
    rm --force "$partial"
    die "$1 has SHA-256 $got, but $3 is pinned; nothing was installed"
  fi
  mv --force "$partial" "$2"
}

downloads="$STATE_MOUNT/downloads/$K3S_VERSION"
images="$STATE_MOUNT/k3s/agent/images"
install -d -m 0700 "$downloads"
install -d -m 0755 "$images"
download "$K3S_BINARY_URL" "$downloads/k3s" "$K3S_BINARY_SHA256"
download "$K3S_IMAGES_URL" "$downloads/k3s-airgap-images-amd64.tar.zst" "$K3S_IMAGES_SHA256"
download "$K3S_INSTALLER_URL" "$downloads/install.sh" "$K3S_INSTALLER_SHA256"
install -m 0755 "$downloads/k3s" "$BIN_DIR/k3s"
# A link, not a copy: k3s reads it once, and a copy would cost 200 MB of the state volume.
ln --force "$downloads/k3s-airgap-images-amd64.tar.zst" "$images/k3s-airgap-images-amd64.tar.zst"
find "$STATE_MOUNT/downloads" -mindepth 1 -maxdepth 1 ! -name "$K3S_VERSION" -exec rm --recursive --force {} +

if [ "$NODE_ROLE" = server ]; then
  install -d -m 0700 "$STATE_MOUNT/k3s/server" "$STATE_MOUNT/k3s/server/logs" "$STATE_MOUNT/k3s/server/manifests"
  install -m 0600 "$MANIFESTS_DIR"/*.yaml "$STATE_MOUNT/k3s/server/manifests/"
fi
INSTALL_K3S_SKIP_DOWNLOAD=true INSTALL_K3S_SKIP_SELINUX_RPM=true INSTALL_K3S_EXEC="$NODE_ROLE" INSTALL_K3S_BIN_DIR="$BIN_DIR" \
  sh "$downloads/install.sh"
