#!/usr/bin/env bash
# Prints a kubeconfig of the account that `pulumi up` uses. It waits for a cluster that is still starting. This is all that the
# deployment's SSH key may run.
set -euo pipefail
scripts=$(dirname "$(readlink -f "$0")")
# shellcheck source=common.sh
. "$scripts/common.sh"
# shellcheck source=/dev/null
. "${NODE_ENV:-/etc/storefleet/node.env}"

read_secret() {
  secret=$("$BIN_DIR/k3s" kubectl --request-timeout=5s --namespace "$DEPLOYER_NAMESPACE" get secret "$DEPLOYER_SECRET" --output json 2>/dev/null) &&
    jq --exit-status '.data.token and .data["ca.crt"]' <<<"$secret" >/dev/null
}

secret=
retry "${KUBECONFIG_WAIT:-900}" read_secret ||
  die "the cluster did not come up in time; look at: sudo cloud-init status --long; sudo journalctl -u k3s"
jq --raw-output --arg server "$API_URL" '
  (.data.token | @base64d) as $token |
  {
    apiVersion: "v1", kind: "Config", "current-context": "storefleet",
    clusters: [{name: "storefleet", cluster: {server: $server, "certificate-authority-data": .data["ca.crt"]}}],
    users: [{name: "deployer", user: {token: $token}}],
    contexts: [{name: "storefleet", context: {cluster: "storefleet", user: "deployer"}}]
  }' <<<"$secret"
