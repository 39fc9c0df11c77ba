#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What C and C++ compilers say of code made from interfaces of the shape that published
# specifications have: everything beck-idl writes, as C11 and C++17, without a warning.
#
# usage: test-strangers.sh BECK_IDL SYSTEM_IDL_DIR PUBLIC_INCLUDE_DIR
set -euo pipefail
here=$(realpath "$(dirname "$0")")
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

beck_idl=$(realpath "$1")
system_idl=$(realpath "$2")
public_include=$(realpath "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

read -ra flags <<<"$(pkg-config --cflags glib-2.0)"
flags+=(-Wall -Wextra -Wconversion -Werror -fsyntax-only)
flags+=(-I "$work" -I "$public_include")

each_as_c ()
{
  local compiler=$1
  shift
  "$compiler" -std=c11 "${flags[@]}" "$@"
}

header_as_cxx ()
{
  printf '#include "%s"\n' "$2" >alone.cc
  "$1" -std=c++17 "${flags[@]}" alone.cc
}

for file in "$system_idl"/*.idl; do
  "$beck_idl" --emit=header "$file"
done
for file in "$here"/*.idl; do
  name=$(basename "$file" .idl)
  claim "$name.idl, beck-idl" "$beck_idl" -I "$system_idl" "$file"
done

for file in "$here"/*.idl; do
  name=$(basename "$file" .idl)
  for compilers in "gcc g++" "clang clang++"; do
    read -r c cxx <<<"$compilers"
    command -v "$c" "$cxx" >/dev/null || continue
    claim "$name.idl, $c, C11" each_as_c "$c" "$name"_*.c
    claim "$name.h, $cxx, C++17" header_as_cxx "$cxx" "$name.h"
  done
done

tap_end
