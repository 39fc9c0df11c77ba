#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The program in objects/ras-dialer/README.md is complete: it builds against the installed library
# by the commands that stand there, and prints what the page says.
#
# usage: test-ras-readme.sh PAGE BUILD_DIR PREFIX
set -euo pipefail
page=$(realpath "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"
# shellcheck source=tests/install/installed.sh
. "$here/../install/installed.sh"
cd "$work"
export BECK_RAS_RUNTIME_DIR=$work/run BECK_RAS_SYSTEM_PHONEBOOK=$work/none

# block LANGUAGE: the fenced blocks of that language
block ()
{
  awk -v fence="\`\`\`$1" '
    $0 == "```" { inside = 0 }
    inside { print }
    $0 == fence { inside = 1 }
  ' "$page"
}

commands_work ()
{
  block c >dial.c
  block ini >phonebook
  block sh >commands
  bash -eu commands >output
}

output_is_as_told ()
{
  diff <(block text) output
}

claim "its commands build and run the program" commands_work
claim "it prints what the page says" output_is_as_told
tap_end
