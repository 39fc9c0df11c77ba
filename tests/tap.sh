# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# For the tests that are scripts: prints results in the form of the Test Anything Protocol.
# To be sourced; the script ends with `tap_end`.

tap_count=0
tap_failed=0

# claim NAME COMMAND [ARGUMENT]...: a test that passes when the command does. A function
# given as the command stops at its first failure. The output goes to standard error.
claim ()
{
  local name=$1 status
  shift
  tap_count=$((tap_count + 1))
  # Not as the condition of an if: there, bash would ignore -e within the function.
  set +e
  (set -e; "$@") </dev/null >&2
  status=$?
  set -e
  if ((status == 0)); then
    printf 'ok %d - %s\n' "$tap_count" "$name"
  else
    printf 'not ok %d - %s\n' "$tap_count" "$name"
    tap_failed=$((tap_failed + 1))
  fi
}

tap_end ()
{
  printf '1..%d\n' "$tap_count"
  exit "$((tap_failed > 0))"
}
