#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The program in the README is complete: the commands that stand there build it against the
# installed library, and it prints what the README says.
#
# usage: test-readme.sh README BUILD_DIR PREFIX
set -euo pipefail
readme=$(realpath "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"
# shellcheck source=tests/install/installed.sh
. "$here/../install/installed.sh"

# block LANGUAGE: the first fenced block of that language
block ()
{
  awk -v fence="\`\`\`$1" '
    inside && $0 == "```" { exit }
    inside { print }
    $0 == fence { inside = 1 }
  ' "$readme"
}

commands_work ()
{
  cd "$work"
  block sh >commands
  test -s first.c
  test -s commands
  bash -eu commands >output
}

output_is_as_told ()
{
  diff <(block text) "$work/output"
}

program_is_short ()
{
  (($(wc -l <"$work/first.c") <= 50))
}

block c >"$work/first.c"
claim "the commands build and run the program" commands_work
claim "it prints what the README says" output_is_as_told
claim "it still is a short one" program_is_short
tap_end
