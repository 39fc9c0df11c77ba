#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The binary interface: the version script lists it, the library exports it and the headers
# declare it, all three the same.
#
# usage: test-symbols.sh VERSION_SCRIPT BUILD_DIR PREFIX
set -euo pipefail
map=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"
# shellcheck source=tests/install/installed.sh
. "$here/installed.sh"

include=$prefix/include/beck-1

# exported TYPES: the names that the library defines for others, of these types of nm
exported ()
{
  nm --dynamic --defined-only --format=posix "$LD_LIBRARY_PATH/libbeck.so" |
    awk -v types="$1" 'index (types, $2) { print $1 }' | sort
}

every_header ()
{
  (cd "$include" && find . -name '*.h' -printf '#include <%P>\n')
}

# What beck-idl declares for proxies and stubs is for whoever links those.
marshalling='_(Proxy|Stub)$|_User(Size|Marshal|Unmarshal|Free)$|^MIDL_user_(allocate|free)$'

# gcc itself lists the functions that it has seen declared, with the place of each.
declared_functions ()
{
  local flags
  read -ra flags <<<"$(pkg-config --cflags beck-1)"
  every_header >"$work/all.c"
  gcc -std=gnu11 "${flags[@]}" -fsyntax-only -aux-info "$work/functions" "$work/all.c"
  sed -nE "s|^/\* $include/[^ ]* \*/ extern [^(]*[ *]([A-Za-z_0-9]+) \(.*|\1|p" "$work/functions" |
    grep -vE "$marshalling" | sort -u
}

declared_data ()
{
  grep -rhoP '^(extern|EXTERN_C) const \w+ \K\w+(?=;)' "$include" | sort -u
}

# Identifiers are there by pattern, everything else by name.
listed ()
{
  sed -n '/global:/,/local:/ s/^ *\([A-Za-z_0-9]*\);$/\1/p' "$map" | sort
}

exports_are_listed ()
{
  diff -u <(listed) <(exported TRDBVW | grep -vE '^(IID|CLSID|LIBID)_')
}

# Of the functions that marshal a type, those of BSTR are the library's own.
functions_are_declared ()
{
  diff -u <(declared_functions) <(exported T | grep -vE '^BSTR_User')
}

data_is_declared ()
{
  diff -u <(declared_data) <(exported RDBV)
}

claim "the version script lists what is exported" exports_are_listed
claim "exported functions are the declared ones" functions_are_declared
claim "exported data is the declared data" data_is_declared
tap_end
