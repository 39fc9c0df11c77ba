#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What C and C++ compilers say of the output: each header alone, each file of identifiers
# alone, as C11 and C++17, without a warning.
#
# usage: test-outputs.sh BECK_IDL SYSTEM_IDL_DIR PUBLIC_INCLUDE_DIR
set -euo pipefail
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

beck_idl=$(realpath "$1")
system_idl=$(realpath "$2")
public_include=$(realpath "$3")
golden=$(realpath "$(dirname "$0")/golden")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

read -ra flags <<<"$(pkg-config --cflags glib-2.0)"
flags+=(-Wall -Wextra -pedantic -Werror -I "$work" -I "$golden" -I "$public_include")

for file in "$golden"/*.idl "$system_idl"/*.idl; do
  "$beck_idl" -I "$system_idl" "$file"
done

# alone HEADER COMPILER...: includes the header twice, and nothing before it.
alone ()
{
  local header=$1
  shift
  printf '#include "%s"\n#include "%s"\n' "$header" "$header" >alone.txt
  "$@" "${flags[@]}" -fsyntax-only alone.txt
}

identifiers ()
{
  local file=$1
  shift
  "$@" "${flags[@]}" -c "$file" -o identifiers.o
  # What was defined can be linked to, in C++ as well.
  diff <(grep -c '^EXTERN_C' "$file") <(nm identifiers.o | grep -cE ' [A-Z] (D?IID|CLSID|LIBID)_')
}

for compilers in "gcc g++" "clang clang++"; do
  read -r c cxx <<<"$compilers"
  command -v "$c" "$cxx" >/dev/null || continue
  for header in *.h; do
    claim "$header, $c, C11" alone "$header" "$c" -std=c11 -x c
    claim "$header, $c, C11 with macros and constant tables" \
      alone "$header" "$c" -std=c11 -DCOBJMACROS -DCONST_VTABLE -x c
    claim "$header, $cxx, C++17" alone "$header" "$cxx" -std=c++17 -x c++
    claim "$header, $cxx, C++17 with CINTERFACE" \
      alone "$header" "$cxx" -std=c++17 -DCINTERFACE -DCOBJMACROS -x c++
  done
  for file in *_i.c; do
    grep -q EXTERN_C "$file" || continue
    claim "$file, $c, C11" identifiers "$file" "$c" -std=c11 -x c
    claim "$file, $cxx, C++17" identifiers "$file" "$cxx" -std=c++17 -x c++
  done
done

# The C table and the C++ class are one: a C object answers calls made from C++.
class_and_table_are_one ()
{
  cat >object.c <<'END'
#include "unknwn.h"
static HRESULT
query (IUnknown *this, REFIID riid, void **ppv)
{
  (void) riid;
  *ppv = this;
  return 1;
}
static ULONG add (IUnknown *this) { (void) this; return 2; }
static ULONG release (IUnknown *this) { (void) this; return 3; }
static struct IUnknownVtbl table = { query, add, release };
static IUnknown object = { &table };
IUnknown *get_object (void);
IUnknown *get_object (void) { return &object; }
END
  cat >caller.cc <<'END'
#include "unknwn.h"
extern "C" IUnknown *get_object (void);
int
main ()
{
  g_autoptr (IUnknown) object = get_object ();
  void *other = nullptr;
  return object->QueryInterface (GUID (), &other) == 1 && other == object
                 && object->AddRef () == 2 && object->Release () == 3
             ? 0
             : 1;
}
END
  local c=$1 cxx=$2
  "$c" -std=c11 "${flags[@]}" -c object.c -o object.o
  "$cxx" -std=c++17 "${flags[@]}" -c caller.cc -o caller.o
  "$cxx" object.o caller.o -o caller
  ./caller
}
claim "the C table and the C++ class are one, gcc" class_and_table_are_one gcc g++
if command -v clang clang++ >/dev/null; then
  claim "the C table and the C++ class are one, clang" class_and_table_are_one clang clang++
fi

tap_end
