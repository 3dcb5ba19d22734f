#!/usr/bin/env bash
# Fetches what this machine must keep secret from Key Vault, with the machine's own identity: it is neither in the image nor in
# the machine's custom data.
set -euo pipefail
scripts=$(dirname "$(readlink -f "$0")")
# shellcheck source=common.sh
. "$scripts/common.sh"
# shellcheck source=/dev/null
. "${NODE_ENV:-/etc/storefleet/node.env}"
umask 077

# fetch NAME FILE: writes the newest version of a secret to a file, all of it or nothing.
fetch() {
  local token partial
  token=$(identity_token "$VAULT_RESOURCE") || return 1
  partial=$(mktemp "$2.XXXXXX")
  if bearer "$token" | curl --silent --show-error --fail --max-time 20 --header @- "$VAULT_URL/secrets/$1?api-version=7.4" |
    jq --exit-status --raw-output --join-output .value >"$partial"; then
    mv --force "$partial" "$2"
  else
    rm --force "$partial"
    return 1
  fi
}

# A role takes some minutes to reach every region of the vault.
need() {
  say "secret $1"
  retry "${SECRET_WAIT:-900}" fetch "$1" "$2" || die "secret $1 of $VAULT_URL could not be read; is the role Key Vault Secrets User assigned to $IDENTITY_CLIENT_ID?"
}

install -d -m 0700 "$SECRETS_DIR"
for name in $SECRETS; do need "$name" "$SECRETS_DIR/$name"; done

# From now on sshd shows only the key that the deployment pinned before this machine existed.
if [ -f "$SECRETS_DIR/ssh-host-key" ]; then
  key="$SSH_DIR/ssh_host_ed25519_key"
  install -m 0600 "$SECRETS_DIR/ssh-host-key" "$key"
  ssh-keygen -y -f "$key" >"$key.pub"
  chmod 0644 "$key.pub"
  install -d -m 0755 "$SSH_DIR/sshd_config.d"
  printf 'HostKey %s\n' "$key" >"$SSH_DIR/sshd_config.d/20-storefleet-host-key.conf"
  chmod 0644 "$SSH_DIR/sshd_config.d/20-storefleet-host-key.conf"
  systemctl try-restart ssh.service
fi
