#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The demo from outside: what it prints, how it exits, what it leaves behind.
#
#   test-demo.sh BECK-DEMO
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
demo=$(realpath "$1")
# shellcheck source=tests/tap.sh
. "$root/tests/tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir in out tmp
export TMPDIR=$work/tmp

# --- what the claims are made of ---

# Runs the demo; its output is in ./output, ./errors, $status.
run ()
{
  status=0
  "$demo" "$@" >output 2>errors || status=$?
  cat errors
}

# Runs a command as somebody who may not do everything, and owns out/.
as_nobody ()
{
  if ((EUID == 0)); then
    chmod 755 .
    chown -hR 65534:65534 out
    setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
  else
    "$@"
  fi
}

# Like run.
run_as_nobody ()
{
  status=0
  as_nobody "$demo" "$@" >output 2>errors || status=$?
  cat errors
}

# The demo failed with one line, which matches PATTERN, and left nothing in out/.
failed_with ()
{
  ((status == 1))
  [[ ! -s output && $(wc -l <errors) -eq 1 ]]
  grep -E "^stream: $1\$" errors
}

# FILE has nothing in it that only some terminals show.
is_plain_text ()
{
  [[ -s $1 && $(LC_ALL=C grep -c '[^ -~]' "$1") -eq 0 ]]
}

nothing_in ()
{
  [[ -z $(ls -A "$1") ]]
}

digest_of ()
{
  sha256sum "$1" | cut -d' ' -f1
}

# The demo copied SOURCE to TARGET and told the digest of it.
copied ()
{
  ((status == 0))
  [[ ! -s errors ]]
  cmp "$1" "$2"
  is_plain_text output
  [[ $(tail -n 1 output) == "sha256 $(digest_of "$2")" ]]
}

# --- copying ---

copies_of_size ()
{
  head -c "$1" /dev/urandom >in/source
  run stream in/source out/target
  copied in/source out/target
  [[ $(ls -A out) == target ]]
  rm out/target
}

keeps_holes ()
{
  truncate -s 64M in/sparse
  printf begin | dd of=in/sparse conv=notrunc status=none
  printf middle | dd of=in/sparse bs=1M seek=30 conv=notrunc status=none
  run stream in/sparse out/target
  copied in/sparse out/target
  (($(du -k out/target | cut -f1) < 2048))
  rm out/target
}

copies_a_pipe ()
{
  mkfifo in/pipe
  seq 200000 >in/numbers
  cat in/numbers >in/pipe &
  run stream in/pipe out/target
  wait
  copied in/numbers out/target
  rm out/target in/pipe
}

# Whatever was read of it, the digest is that of what was written.
copies_a_file_that_changes ()
{
  head -c 50M /dev/urandom >in/changing
  (
    for size in 40M 45M 20M 30M; do
      sleep 0.03
      truncate -s "$size" in/changing
    done
  ) &
  run stream in/changing out/target
  wait
  copied out/target out/target
  rm out/target
}

writes_a_device_where_it_is ()
{
  echo text >in/source
  run stream in/source /dev/null
  ((status == 0))
  [[ -c /dev/null ]]
}

# --- standard output ---

# The report is in ./errors and tells the digest of in/source.
reported_aside ()
{
  [[ $(tail -n 1 errors) == "sha256 $(digest_of in/source)" ]]
}

writes_into_a_pipe ()
{
  head -c 3M /dev/urandom >in/source
  "$demo" stream in/source /dev/stdout 2>errors | cmp - in/source
  reported_aside
}

writes_between_others ()
{
  seq 100000 >in/source
  {
    echo before
    "$demo" stream in/source /dev/stdout 2>errors
    echo behind
  } >out/target
  reported_aside
  (echo before && cat in/source && echo behind) | cmp - out/target
  [[ $(ls -A out) == target ]]
  rm out/target
}

writes_a_file_without_name ()
{
  echo text >in/source
  exec 8<>out/target
  rm out/target
  run stream in/source /dev/fd/8
  copied in/source /dev/fd/8
  nothing_in out
}

# --- what was there before ---

replaces_and_keeps_permissions ()
{
  echo new >in/source
  echo old >out/target
  chmod 751 out/target
  run stream in/source out/target
  copied in/source out/target
  [[ $(stat -c %a out/target) == 751 ]]
  rm out/target
}

new_file_has_the_umask ()
{
  echo new >in/source
  (umask 027 && run stream in/source out/target)
  [[ $(stat -c %a out/target) == 640 ]]
  rm out/target
}

follows_a_link ()
{
  echo new >in/source
  echo old >tmp/real
  ln -s ../tmp/real out/link
  run stream in/source out/link
  copied in/source tmp/real
  [[ -L out/link && $(ls -A out) == link ]]
  rm out/link tmp/real
}

follows_links_to_nothing_yet ()
{
  echo new >in/source
  ln -s "$work/tmp/one" out/link
  ln -s ../tmp/two tmp/one
  ln -s real tmp/two
  run stream in/source out/link
  copied in/source tmp/real
  [[ -L out/link && $(ls -A out) == link ]]
  [[ -L tmp/one && -L tmp/two && $(ls -A tmp) == $'one\nreal\ntwo' ]]
  rm out/link tmp/*
}

# --- failing ---

tells_of_source ()
{
  run stream "$1" out/target
  failed_with "$1: .+"
  nothing_in out
}

tells_of_target ()
{
  echo text >in/source
  run stream in/source "$1"
  failed_with "$1: .+"
}

refuses_the_same_file ()
{
  echo text >in/source
  ln -sf source in/link
  ln -f in/source in/hard
  for name in in/source in/link in/hard in/../in/source; do
    run stream in/source "$name"
    failed_with "$name: is the same file as in/source"
  done
  [[ $(<in/source) == text ]]
}

tells_of_a_loop ()
{
  ln -s two out/one
  ln -s one out/two
  tells_of_target out/one
  [[ -L out/one && -L out/two && $(ls -A out) == $'one\ntwo' ]]
  rm out/*
}

refuses_a_protected_file ()
{
  echo text >in/source
  echo old >out/target
  chmod 444 out/target
  ln -s target out/link
  for name in out/target out/link; do
    run_as_nobody stream in/source "$name"
    failed_with "$name: .+"
    [[ $(<out/target) == old && $(stat -c %a out/target) == 444 ]]
    [[ -L out/link && $(ls -A out) == $'link\ntarget' ]]
  done
  rm -f out/*
}

refuses_a_protected_place ()
{
  echo text >in/source
  mkdir -m 555 out/closed
  ln -s closed/target out/link
  for name in out/closed/target out/link; do
    run_as_nobody stream in/source "$name"
    failed_with "$name: .+"
    nothing_in out/closed
    [[ -L out/link && $(ls -A out) == $'closed\nlink' ]]
  done
  rm -rf out/*
}

tells_of_a_full_device ()
{
  tells_of_target /dev/full
  grep space errors
  [[ -c /dev/full ]]
}

tells_of_a_size_limit ()
{
  head -c 3M /dev/urandom >in/source
  echo old >out/target
  (ulimit -S -f 1024 && run stream in/source out/target && failed_with 'out/target: .+')
  [[ $(<out/target) == old && $(ls -A out) == target ]]
  rm out/target
}

full_file_system_is_told ()
{
  # shellcheck disable=SC2016 # for the inner shell to expand
  unshare --mount sh -euc '
    mount -t tmpfs -o size=1m beck out
    head -c 3M /dev/urandom >in/source
    status=0
    "$1" stream in/source out/target 2>errors || status=$?
    [ "$status" = 1 ] && [ -z "$(ls -A out)" ]
    ' sh "$demo"
  cat errors
  grep -E '^stream: out/target: .*space' errors
}

read_only_file_system_is_told ()
{
  # shellcheck disable=SC2016 # for the inner shell to expand
  unshare --mount sh -euc '
    mount -t tmpfs -o ro beck out
    echo text >in/source
    status=0
    "$1" stream in/source out/target 2>errors || status=$?
    [ "$status" = 1 ]
    ' sh "$demo"
  cat errors
  [[ $(wc -l <errors) -eq 1 ]]
  grep -E '^stream: out/target: ' errors
}

# --- interrupting ---

# Starts the demo on a pipe that somebody holds open, waits until it has written something,
# and sends it SIGNAL.
interrupt_with ()
{
  local pid
  mkfifo in/slow
  exec 9<>in/slow
  "$demo" stream in/slow out/target >output 2>errors &
  pid=$!
  head -c 100000 /dev/urandom >&9
  while [[ ! -s $(find out -name '.beck-*') ]]; do
    sleep 0.01
  done
  kill -s "$1" "$pid"
  status=0
  wait "$pid" || status=$?
  exec 9>&-
  rm in/slow
  cat errors
}

interrupted_by ()
{
  interrupt_with "$1"
  ((status == $2))
  [[ ! -s output && $(wc -l <errors) -eq 1 ]]
  grep -E '^stream: interrupted with [1-9][0-9]* calls in flight: [1-9][0-9]* reads and ' errors
  grep -E 'partial file removed$' errors
  nothing_in out
}

interrupted_leaves_the_old ()
{
  echo old >out/target
  interrupt_with INT
  ((status == 130))
  [[ $(<out/target) == old && $(ls -A out) == target ]]
  rm out/target
}

# --- the rest ---

shows_a_bar_on_a_terminal ()
{
  head -c 2M /dev/urandom >in/source
  script -qec "$demo stream in/source out/target" /dev/null >terminal </dev/null
  grep -aE '\[[#.]{30}\] +[0-9]+%' terminal
  tr -d '\r\033' <terminal >plain
  is_plain_text plain
  grep "sha256 $(digest_of out/target)" plain
  rm out/target
}

tour_visits_all ()
{
  run tour
  ((status == 0))
  [[ ! -s errors && $(grep -cE '^[0-9]+\. ' output) -eq 8 ]]
  nothing_in tmp
}

show_is_the_default ()
{
  run
  ((status == 0))
  grep -E '^sha256 [0-9a-f]{64}$' output
  grep -E '^8\. ' output
  nothing_in tmp
}

two_dashes_end_the_options ()
{
  echo text >in/source
  run stream -- in/source out/target
  copied in/source out/target
  rm out/target
}

wrong_usage_is_told ()
{
  for arguments in no-such-verb stream 'stream one' 'stream one two three' 'stream -- one'; do
    # shellcheck disable=SC2086 # several words on purpose
    run $arguments
    ((status == 2))
    [[ ! -s output && $(wc -l <errors) -eq 1 ]]
  done
  run --help
  ((status == 0))
  grep 'stream SOURCE TARGET' output
}

tells_of_unwritable_output ()
{
  status=0
  "$demo" --help >/dev/full 2>errors || status=$?
  ((status == 1))
  [[ $(wc -l <errors) -eq 1 ]]
}

for size in 0 1 262143 262144 262145 5000003; do
  claim "copies a file of $size bytes" copies_of_size "$size"
done
claim "holes stay holes" keeps_holes
claim "copies what comes out of a pipe" copies_a_pipe
claim "copies a file that changes meanwhile" copies_a_file_that_changes
claim "writes a device where it is" writes_a_device_where_it_is

claim "standard output may be the target: a pipe" writes_into_a_pipe
claim "standard output may be the target: a file that others write too" writes_between_others
claim "writes a file that has no name any more" writes_a_file_without_name

claim "a target that was there keeps its permissions" replaces_and_keeps_permissions
claim "a new target has the umask" new_file_has_the_umask
claim "a link is followed" follows_a_link
claim "links are followed to a file that is not there yet" follows_links_to_nothing_yet

claim "tells of a missing source" tells_of_source in/missing
claim "tells of a source that is a directory" tells_of_source in
claim "tells of a target that is a directory" tells_of_target out
claim "tells of a target in a missing directory" tells_of_target out/missing/target
claim "tells of a target where no file can be made" tells_of_target /sys/target
claim "tells of links that lead in a circle" tells_of_a_loop
claim "refuses to copy a file to itself" refuses_the_same_file
if as_nobody "$demo" --help >/dev/null 2>&1; then
  claim "refuses a target that may not be written" refuses_a_protected_file
  claim "refuses a target in a directory that may not be written" refuses_a_protected_place
fi
claim "tells of a full device" tells_of_a_full_device
claim "tells of a limit on size and leaves the old target" tells_of_a_size_limit
if unshare --mount true 2>/dev/null; then
  claim "tells of a full file system" full_file_system_is_told
  claim "tells of a read-only file system" read_only_file_system_is_told
fi

claim "SIGINT ends it with 130 and nothing left" interrupted_by INT 130
claim "SIGTERM ends it with 143 and nothing left" interrupted_by TERM 143
claim "SIGINT leaves the old target" interrupted_leaves_the_old

claim "shows a bar on a terminal" shows_a_bar_on_a_terminal
claim "the tour visits all its stops" tour_visits_all
claim "without arguments it shows all" show_is_the_default
claim "takes -- before its arguments" two_dashes_end_the_options
claim "tells of wrong usage" wrong_usage_is_told
claim "tells when its output cannot be written" tells_of_unwritable_output
tap_end
