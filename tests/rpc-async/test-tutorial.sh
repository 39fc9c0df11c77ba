#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The server and the client that docs/async-rpc.md writes are complete: their files, taken from the
# page, build against the installed library by the commands that stand there, and print what it
# says.
#
# usage: test-tutorial.sh PAGE BUILD_DIR PREFIX
set -euo pipefail
page=$(realpath "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"
# shellcheck source=tests/install/installed.sh
. "$here/../install/installed.sh"
cd "$work"
export TMPDIR=$work

# block LANGUAGE: the fenced blocks of that language
block ()
{
  awk -v fence="\`\`\`$1" '
    $0 == "```" { inside = 0 }
    inside { print }
    $0 == fence { inside = 1 }
  ' "$page"
}

# Writes each block whose first line is a comment with a file name into that file.
take_files ()
{
  awk '
    $0 == "```" { file = ""; next }
    /^```/ { first = 1; next }
    first { file = $0 ~ /^(\/\*|#) [a-z.]+( \*\/)?$/ ? $2 : ""; first = 0 }
    file != "" { print >file }
  ' "$page"
  [[ -s clock.idl && -s clock.acf && -s server.c && -s client.c && -s meson.build ]]
}

# The server is not to outlive a client that failed.
commands_work ()
{
  # shellcheck disable=SC2016 # for the shell of the commands to expand
  echo 'trap '\''kill $(jobs -p) 2>/dev/null || true'\'' EXIT' >commands
  block sh >>commands
  timeout 100 bash -eu commands >output
}

output_is_as_told ()
{
  diff <(block text) <(tail -n "$(block text | wc -l)" output)
}

claim "the page has all the files" take_files
claim "its commands build and run server and client" commands_work
claim "they print what the page says" output_is_as_told
tap_end
