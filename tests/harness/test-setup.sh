#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the run scripts do on a machine where something is missing and nothing may be
# installed: a PATH with hardly anything in it.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/tap.sh
. "$root/tests/tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
for command in bash dirname nproc; do
  ln -s "$(command -v "$command")" "$work/bin"
done

says_what_to_install ()
{
  local status=0
  PATH=$work/bin BECK_BUILD_ROOT=$work/build "$BASH" "$root/$1" \
    >"$work/output" 2>"$work/errors" || status=$?
  cat "$work/errors"
  ((status == 1))
  [[ ! -s $work/output && ! -e $work/build ]]
  grep -E '^  sudo apt-get update && sudo apt-get install .* meson .*libglib2\.0-dev' "$work/errors"
}

unknown_stage_is_refused ()
{
  local status=0
  "$root/tests/run" no-such-stage || status=$?
  ((status == 2))
}

for script in demos/run bench/run tests/run; do
  claim "$script says what to install" says_what_to_install "$script"
done
claim "tests/run refuses a stage it does not have" unknown_stage_is_refused
tap_end
