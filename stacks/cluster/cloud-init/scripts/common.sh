# shellcheck shell=bash
# What every script of a machine shares. Sourced, not run.

say() { printf '%s %s: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "${0##*/}" "$*" >&2; }

die() {
  say "error: $*"
  exit 1
}

# retry SECONDS COMMAND…: repeats a command until it succeeds or the time is up. RETRY_PAUSE: seconds in between.
retry() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    if [ "$SECONDS" -ge "$deadline" ]; then return 1; fi
    sleep "${RETRY_PAUSE:-5}"
  done
}

# identity_token RESOURCE: an access token of the machine's own identity, from Azure's metadata service.
identity_token() {
  curl --silent --show-error --fail --noproxy '*' --max-time 10 --get --header 'Metadata: true' \
    --data-urlencode 'api-version=2018-02-01' --data-urlencode "resource=$1" --data-urlencode "client_id=$IDENTITY_CLIENT_ID" \
    "$METADATA_URL/metadata/identity/oauth2/token" | jq --exit-status --raw-output .access_token
}

# bearer TOKEN: a header for `curl --header @-`, so that the token is in no process's arguments.
bearer() { printf 'Authorization: Bearer %s\n' "$1"; }
