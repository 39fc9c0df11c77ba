#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# test-openvpn.sh NETWORK PROGRAM [ARGUMENT]...: runs a check program among the clients of the
# network that the script NETWORK makes, or says why it cannot be made here.
set -euo pipefail
network=$(realpath "$1")
shift

status=0
reason=$("$network" check 2>&1) || status=$?
if ((status != 0)); then
  echo "1..0 # SKIP ${reason#network: }"
  exit 0
fi

dir=$(mktemp -d "${TMPDIR:-/tmp}/beck-openvpn.XXXXXX")
trap '"$network" "$dir" down; rm -rf "$dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
"$network" "$dir" up --guard $$ >&2
TEST_NETWORK=$dir TEST_NETWORK_SCRIPT=$network \
  "$network" "$dir" exec client "$@"
