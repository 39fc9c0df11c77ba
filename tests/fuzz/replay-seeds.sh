#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later

# replay-seeds.sh WIRE-SEEDS SIDE REPLAY CORPUS: runs REPLAY on the conversations of SIDE, and on
# what fuzzing has found besides.

seeds=$(mktemp -d) || exit 1
trap 'rm -rf "$seeds"' EXIT
"$1" "$2" "$seeds" || exit 1
"$3" "$seeds" "$4"
