#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Each installed header compiles alone, in C and in C++, with only the flags that pkg-config
# gives: a program may include any one of them first.
#
# usage: test-headers.sh BUILD_DIR PREFIX
set -euo pipefail
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
# shellcheck source=tests/install/installed.sh
. "$(dirname "$0")/../install/installed.sh"

read -ra flags <<<"$(pkg-config --cflags beck-1)"
warnings=(-Wall -Wextra -Wno-unused-parameter -Werror)
include=$prefix/include/beck-1

# Includes it twice, so that a missing guard shows, and uses nothing.
compile_alone ()
{
  local header=$1 language=$2
  shift 2
  printf '#include <%s>\n#include <%s>\n' "$header" "$header" >"$work/alone.$language"
  "$@" "${warnings[@]}" -fsyntax-only "${flags[@]}" "$work/alone.$language"
}

mapfile -t headers < <(cd "$include" && find . -name '*.h' -printf '%P\n' | sort)
claim "headers are installed" test "${#headers[@]}" -gt 0
for header in "${headers[@]}"; do
  for compiler in gcc clang; do
    command -v "$compiler" >/dev/null || continue
    claim "$header, $compiler, C11" compile_alone "$header" c "$compiler" -std=c11
    claim "$header, $compiler, C++17" compile_alone "$header" cc "$compiler" -x c++ -std=c++17
  done
done
# The tables of C, in C++.
claim "beck/beck.h, C++17 with CINTERFACE" \
  compile_alone beck/beck.h cc gcc -x c++ -std=c++17 -DCINTERFACE
tap_end
