# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# For the tests that look at Beck as its users do: installed. To be sourced by a script whose
# arguments are the build directory and its prefix; points pkg-config, the loader and PATH
# there. Sets $prefix, and $work, a directory that goes away at exit.
#
# `tests/run` installs its build to a prefix inside the build directory. These tests will
# not judge what somebody once installed elsewhere, nor install there.

build_dir=$1
prefix=$2
pc=$(find "$prefix" -path "$build_dir/*" -name beck-1.pc 2>/dev/null || true)
if [[ -z $pc ]]; then
  echo "1..0 # SKIP not installed below the build directory"
  exit 0
fi

export PKG_CONFIG_PATH=${pc%/*}
LD_LIBRARY_PATH=$(pkg-config --variable=libdir beck-1)
export LD_LIBRARY_PATH
export PATH=$prefix/bin:$PATH

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
