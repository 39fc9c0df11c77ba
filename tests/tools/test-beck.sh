#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# beck as a command: verbs, options, exit status, what goes where.
#
# usage: test-beck.sh BECK SYSTEM_IDL_DIR
set -euo pipefail
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

beck=$(realpath "$1")
system_idl=$(realpath "$2")
here=$(realpath "$(dirname "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# exits STATUS WORD...: beck with these words; output in out.txt and err.txt.
exits ()
{
  local expected=$1 status=0
  shift
  "$beck" "$@" >out.txt 2>err.txt || status=$?
  cat out.txt err.txt
  [ "$status" = "$expected" ]
}

# says TEXT: all of standard error is one line that has TEXT in it.
says ()
{
  [ "$(wc -l <err.txt)" = 1 ] && grep -qF -- "$1" err.txt
}

dump ()
{
  local status=$1
  shift
  exits "$status" ndr dump -I "$system_idl" --idl "$here/wire.idl" "$@"
}

printf '\x44\x33\x22\x11' >number
printf '\x11\x22\x33\x44' >number-be
printf '\x02\x00\x00' >short
printf '\x44\x33\x22\x11\x00' >long

help_lists_the_verbs ()
{
  exits 0 --help
  grep -q '^  ndr ' out.txt
  exits 0 ndr --help
  grep -q '^  dump ' out.txt
  exits 0 ndr dump --help
  grep -q -- '--pickle' out.txt
  [ ! -s err.txt ]
}

version_is_a_line ()
{
  exits 0 --version
  grep -qx 'beck [0-9.]*' out.txt
}

words_that_are_no_verbs_are_errors ()
{
  exits 2 && says 'a verb is needed'
  exits 2 fly && says "unknown verb 'fly'"
  exits 2 --fly && says "unknown option '--fly'"
  exits 2 ndr && says 'beck ndr: a verb is needed'
  exits 2 ndr fly && says "beck ndr: unknown verb 'fly'"
  exits 2 ndr dump --fly && says 'beck ndr dump: '
}

what_is_missing_is_named ()
{
  exits 2 ndr dump --type T f && says '--idl FILE is needed'
  exits 2 ndr dump --idl f f && says '--type TYPE is needed'
  exits 2 ndr dump --idl f --type T && says 'exactly one FILE'
  exits 2 ndr dump --idl f --type T f g && says 'exactly one FILE'
  exits 2 ndr dump --idl f --type T --pickle --big-endian f && says 'contradicts'
}

a_file_is_dumped ()
{
  dump 0 --type Number number
  [ "$(cat out.txt)" = "$(cat "$here/golden/01-long.txt")" ]
  [ ! -s err.txt ]
}

standard_input_is_dumped ()
{
  dump 0 --type Number - <number
  [ "$(cat out.txt)" = "$(cat "$here/golden/01-long.txt")" ]
}

byte_order_is_the_senders ()
{
  dump 0 --type Number --big-endian number-be
  [ "$(cat out.txt)" = "$(cat "$here/golden/01-long.txt")" ]
}

keywords_are_not_in_paths ()
{
  printf '\x05\x00\x00\x00\x00\x00\x00\x00' >far
  dump 0 --type 'struct Far' far
  grep -q '^00000000  Far.where ' out.txt
}

macros_reach_the_preprocessor ()
{
  echo 'typedef WIDTH T;' >macro.idl
  exits 0 ndr dump --idl macro.idl -D WIDTH=hyper --type T <<<1234567 -
  exits 1 ndr dump --idl macro.idl -DWIDTH=hyper --type T <<<123456 -
}

a_damaged_blob_names_the_place ()
{
  dump 1 --type Sid short
  says 'beck ndr dump: short: at 00000000, offset 0: Sid.sub: '
  dump 1 --type Number - <short
  says 'standard input: at 00000000, offset 0: Number: '
}

what_can_be_read_is_printed ()
{
  printf '\x02\x00\x00\x00\x02\x00\x00' >part
  dump 1 --type Shorts part
  grep -q '^00000000  Shorts.data  *max_count  *2$' out.txt
  [ "$(wc -l <out.txt)" = 1 ]
  says 'offset 4: Shorts.x: '
}

bytes_left_over_are_an_error ()
{
  dump 1 --type Number long
  grep -q '^00000004  Number  *left over\[1\]  *00 ' out.txt
  says 'offset 4: Number: bytes are left over: 1'
}

unknown_types_are_errors ()
{
  dump 1 --type Nope number
  says "wire.idl: there is no type 'Nope'"
  [ ! -s out.txt ]
}

errors_of_the_idl_are_passed_on ()
{
  printf 'typedef long T;\nfoo;\n' >bad.idl
  exits 1 ndr dump --idl bad.idl --type T number
  grep -q '^bad.idl:2:1: error: ' err.txt
  [ ! -s out.txt ]
  exits 1 ndr dump --idl nowhere.idl --type T number
  grep -q 'nowhere.idl' err.txt
}

files_that_cannot_be_read_are_errors ()
{
  dump 1 --type Number nowhere && says 'nowhere: No such file'
  dump 1 --type Number . && says '.: Is a directory'
}

a_blob_has_an_end ()
{
  dump 1 --type Number /dev/zero && says '/dev/zero: longer than 32 MiB'
}

a_full_disk_is_an_error ()
{
  local status=0
  "$beck" ndr dump -I "$system_idl" --idl "$here/wire.idl" --type Number number \
    >/dev/full 2>err.txt || status=$?
  [ "$status" = 1 ] && says 'standard output: No space left'
}

for test in help_lists_the_verbs version_is_a_line words_that_are_no_verbs_are_errors \
  what_is_missing_is_named a_file_is_dumped standard_input_is_dumped \
  byte_order_is_the_senders keywords_are_not_in_paths macros_reach_the_preprocessor \
  a_damaged_blob_names_the_place what_can_be_read_is_printed bytes_left_over_are_an_error \
  unknown_types_are_errors errors_of_the_idl_are_passed_on \
  files_that_cannot_be_read_are_errors a_blob_has_an_end a_full_disk_is_an_error; do
  claim "${test//_/ }" "$test"
done
tap_end
