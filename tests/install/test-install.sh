#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The installation is complete: with nothing but what pkg-config says of it, programs in C
# and C++ can be built and run, and so can a meson project with an IDL file of its own.
#
# usage: test-install.sh BUILD_DIR PREFIX
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"
# shellcheck source=tests/install/installed.sh
. "$here/installed.sh"

library_has_soname ()
{
  readelf -d "$LD_LIBRARY_PATH/libbeck.so" | grep -F '[libbeck.so.0]'
}

# variable NAME: the directory that pkg-config gives as a variable exists in the prefix.
directory_is_told ()
{
  local dir
  dir=$(pkg-config --variable="$1" beck-1)
  [[ $dir == "$prefix"/* && -d $dir ]]
}

# A package is made below DESTDIR: all of it, and no file of it may name that place.
destdir_is_respected ()
{
  DESTDIR=$work/destdir meson install -C "$build_dir" --no-rebuild --quiet
  diff <(cd "$prefix" && find . | sort) <(cd "$work/destdir$prefix" && find . | sort)
  [[ -z $(find "$work/destdir" -type f -not -path "$work/destdir$prefix/*") ]]
  ! grep -rF "$work/destdir" "$work/destdir"
}

idl_compiles ()
{
  beck-idl --output-dir "$work" "$here/user-project/greeter.idl"
}

# build_and_run OUTPUT COMPILER... : with the flags of pkg-config and no others of Beck's
build_and_run ()
{
  local program=$1 flags
  shift
  read -ra flags <<<"$(pkg-config --cflags --libs beck-1)"
  "$@" -Wall -Werror -I "$work" -o "$work/$program" "${flags[@]}"
  "$work/$program"
}

c_program_runs ()
{
  build_and_run user-c gcc -std=gnu11 "$work/greeter_i.c" "$here/user-project/user.c"
}

cxx_program_runs ()
{
  build_and_run user-cpp g++ -std=c++17 "$work/greeter_i.c" "$here/user-project/user.cc"
}

meson_project_runs ()
{
  meson setup "$work/user" "$here/user-project" --wrap-mode=nofallback
  ninja -C "$work/user"
  "$work/user/user-c"
  "$work/user/user-cpp"
}

# The example of docs/idl.md, as somebody finds it in the sources: it builds, runs, and
# builds again what an import has changed.
generator_example_runs ()
{
  cp -r "$here/../../docs/examples/meson" "$work/example"
  meson setup "$work/drawing" "$work/example" --wrap-mode=nofallback
  ninja -C "$work/drawing"
  [[ $("$work/drawing/drawing") == 'triangle: (0, 0) (3, 0) (0, 4) (0, 0)' ]]
}

generator_sees_imports ()
{
  touch -r "$work/drawing/drawing.p/drawing_c.c" "$work/stamp"
  echo 'typedef long Depth;' >>"$work/example/point.idl"
  ninja -C "$work/drawing"
  grep -F 'typedef LONG Depth;' "$work/drawing/drawing.p/point.h"
  [[ $work/drawing/drawing.p/drawing_c.c -nt $work/stamp ]]
}

claim "the library's soname is libbeck.so.0" library_has_soname
for variable in idldir classdir moduledir; do
  claim "pkg-config tells $variable" directory_is_told "$variable"
done
claim "packaging with DESTDIR gives the same files" destdir_is_respected
claim "beck-idl finds the installed IDL files" idl_compiles
claim "a C program builds and runs" c_program_runs
claim "a C++ program builds and runs" cxx_program_runs
claim "a meson project builds and runs" meson_project_runs
claim "the example of a generator builds and runs" generator_example_runs
claim "a generator sees what is imported" generator_sees_imports
tap_end
