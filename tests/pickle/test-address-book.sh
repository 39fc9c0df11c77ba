#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The address book from outside: files saved and read back, and damaged ones.
#
#   test-address-book.sh ADDRESS-BOOK
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
book=$(realpath "$1")
# shellcheck source=tests/tap.sh
. "$root/tests/tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Runs the program; its output is in ./output, ./errors, $status.
run ()
{
  status=0
  "$book" "$@" >output 2>errors || status=$?
  cat errors
}

# It ended with STATUS and one line, which matches PATTERN.
failed_with ()
{
  ((status == $1))
  [[ ! -s output && $(wc -l <errors) -eq 1 ]]
  grep -E "^address-book: $2\$" errors
}

# A book of three in FILE.
make_book ()
{
  rm -f "$1"
  "$book" add "$1" Grace phone '+1 555 0100'
  "$book" add "$1" Ada email ada@example.org
  "$book" add "$1" Konrad post 'Methfesselstr. 7' Berlin Germany
}

# without_dates FILE
without_dates ()
{
  sed -E 's/  since [0-9-]+$//' "$1"
}

lists_by_name ()
{
  make_book friends
  run list friends
  ((status == 0))
  diff <(without_dates output) - <<'END'
Ada  email ada@example.org
Grace  phone +1 555 0100
Konrad  post Methfesselstr. 7, Berlin, Germany
END
}

has_the_header_of_serialization ()
{
  make_book friends
  [[ $(od -An -t x1 -N 8 friends) == ' 01 10 08 00 cc cc cc cc' ]]
  (($(stat -c %s friends) % 8 == 0))
}

finds_in_any_text ()
{
  make_book friends
  run find friends BERLIN
  [[ $(without_dates output) == 'Konrad  post Methfesselstr. 7, Berlin, Germany' ]]
  run find friends nobody
  failed_with 1 "'nobody' is nowhere in the book"
}

removes_one ()
{
  make_book friends
  run remove friends Ada
  ((status == 0))
  run list friends
  [[ $(wc -l <output) -eq 2 ]]
  run remove friends Ada
  failed_with 1 "'Ada' is not in the book"
}

may_become_empty ()
{
  rm -f friends
  "$book" add friends Ada phone 1
  "$book" remove friends Ada
  run list friends
  ((status == 0))
  [[ ! -s output ]]
}

keeps_names_apart ()
{
  make_book friends
  cp friends before
  run add friends Ada phone 2
  failed_with 1 "'Ada' is there already"
  cmp friends before
}

leaves_the_terminal_alone ()
{
  rm -f friends
  "$book" add friends $'E\033[2Jve' email $'a\nb\377'
  run list friends
  [[ $(wc -l <output) -eq 1 ]]
  ! grep -P '[\000-\010\013-\037]' output
}

tells_of_wrong_words ()
{
  for words in 'letter x' 'email' 'email a b' 'post street'; do
    # shellcheck disable=SC2086 # several words on purpose
    run add friends Eve $words
    ((status == 2))
    [[ ! -s output && -s errors ]]
  done
}

tells_of_a_missing_file ()
{
  run list missing
  failed_with 1 '.*missing.*'
}

# Each prefix of the file is refused with an offset in it, and left as it is.
tells_where_a_file_ends ()
{
  local size
  make_book friends
  for ((size = 0; size < $(stat -c %s friends); size += 7)); do
    head -c "$size" friends >short
    cp short before
    run list short
    failed_with 1 'short: offset [0-9]+: AddressBook.*\(RPC_X_BAD_STUB_DATA\)'
    run add short Eve phone 1
    failed_with 1 'short: offset [0-9]+: .*'
    cmp short before
  done
}

tells_which_field_is_wrong ()
{
  local at
  make_book friends
  at=$(LC_ALL=C grep -obaF '+1 555' friends | cut -d: -f1)
  printf '\377' | dd of=friends bs=1 seek=$((at - 4)) conv=notrunc status=none
  run list friends
  failed_with 1 'friends: offset [0-9]+: AddressBook\.entries.*\.contact\.phone: .*'
}

tells_of_other_files ()
{
  run list "$book"
  failed_with 1 ".*: offset 0: AddressBook: .*\(RPC_X_WRONG_ES_VERSION\)"
}

the_show_ends_well ()
{
  "$root/demos/address-book/show" "$book" >output
  grep -E '^Konrad  post' output
  tail -n 1 output | grep -E '^address-book: friends: offset [0-9]+: '
}

claim "lists by name" lists_by_name
claim "a file has the header of serialization" has_the_header_of_serialization
claim "finds in any text" finds_in_any_text
claim "removes one" removes_one
claim "a book may become empty" may_become_empty
claim "a name is there once" keeps_names_apart
claim "what a terminal acts upon is not printed" leaves_the_terminal_alone
claim "tells of wrong words" tells_of_wrong_words
claim "tells of a missing file" tells_of_a_missing_file
claim "tells where a file ends too early" tells_where_a_file_ends
claim "tells which field is wrong" tells_which_field_is_wrong
claim "tells of files that are something else" tells_of_other_files
claim "what demos/run shows ends well" the_show_ends_well
tap_end
