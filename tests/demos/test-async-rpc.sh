#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The demo of asynchronous calls from outside: what it shows, how it exits, what it leaves behind.
#
#   test-async-rpc.sh SHOW SERVER CLIENT
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
show=$(realpath "$1")
server=$(realpath "$2")
client=$(realpath "$3")
# shellcheck source=tests/tap.sh
. "$root/tests/tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir tmp
export TMPDIR=$work/tmp

# Runs the demo with PROGRAMS; its output is in ./output, ./errors, $status.
run ()
{
  status=0
  timeout 100 "$show" "$@" >output 2>errors || status=$?
  cat output errors
}

# Neither files nor processes.
nothing_is_left ()
{
  [[ -z $(ls -A tmp) ]]
  ! grep -slF "TMPDIR=$TMPDIR" /proc/[0-9]*/environ | grep -vE "^/proc/($$|$BASHPID|self)/" \
    | xargs -r -n 1 dirname | while read -r process; do readlink "$process/exe"; done \
    | grep -E '/async-rpc-(server|client)$'
}

# shows COUNT PATTERN: that many lines of the output.
shows ()
{
  local n
  n=$(grep -cE "$2" output || true)
  [[ $n -eq $1 ]] || { echo "$n lines, not $1: $2"; return 1; }
}

# Both times, over a Unix socket and TCP.
everything_is_shown ()
{
  run "$server" "$client"
  ((status == 0))
  [[ ! -s errors ]]
  shows 1 '^server: binding ncalrpc:'
  grep -qE '^server: binding ncacn_ip_tcp:' output
  shows 22 '^client: [0-9]+\. '
  shows 2 '^client: all calls ended as they should$'
  nothing_is_left
}

each_notification_comes ()
{
  shows 2 'table: the event is signaled'
  shows 2 'chair: the routine runs on the thread that waits'
  shows 4 ': a packet with key [12]$'
  shows 2 'bed: the routine runs on a thread of the library'
  shows 2 'shelf: message 0x401 in the main loop'
  shows 2 '^client:   box: piece 7, made in 3 steps'
}

work_is_done_in_steps ()
{
  for step in 1 2 3 4; do
    shows 2 "^server:   wardrobe: step $step of 4"
  done
  shows 14 '^server:   [a-z]+: done$'
}

the_server_notices_cancels ()
{
  shows 2 'piano: told that the client cancels'
  shows 2 'organ: RpcServerTestCancel finds it cancelled'
  for name in piano organ barrel; do
    shows 2 "^client:   $name: 1818, "
    shows 2 "^server:   $name: aborted with 1818 after "
  done
}

an_abort_has_the_code ()
{
  shows 2 '^client:   ship: 0x20000001, a code of the application'
}

exceptions_arrive ()
{
  shows 2 'a synchronous call raises 1710, '
  shows 2 'a stub raises 1914, '
  shows 2 'two words: 87, '
}

the_server_notices_that_a_client_is_gone ()
{
  shows 2 'castle: told that the client is gone'
  shows 2 '^server:   castle: aborted with 1818 after '
}

a_client_that_fails_fails_the_demo ()
{
  run "$server" /bin/false
  ((status != 0))
  nothing_is_left
}

a_server_that_fails_fails_the_demo ()
{
  run /bin/false "$client"
  ((status == 1))
  grep -F 'the server did not say' errors
  nothing_is_left
}

an_interrupted_demo_leaves_nothing ()
{
  local pid
  "$show" "$server" "$client" >output 2>errors &
  pid=$!
  for ((i = 0; i < 400; i++)); do
    ! grep -q 'client: 2\.' output || break
    sleep 0.05
  done
  kill -TERM "$pid"
  status=0
  wait "$pid" || status=$?
  cat output errors
  ((status == 143))
  nothing_is_left
}

a_client_without_server_fails ()
{
  status=0
  BECK_NCALRPC_DIR=$work/tmp "$client" 'ncalrpc:[nobody]' >output 2>errors || status=$?
  cat output errors
  ((status == 1))
  grep -F ': 1722, ' output
}

wrong_usage_is_told ()
{
  for words in "" "a b" "a leave b"; do
    status=0
    # shellcheck disable=SC2086 # several words on purpose
    "$client" $words 2>errors || status=$?
    ((status == 2)) && [[ $(wc -l <errors) -eq 1 ]]
  done
  status=0
  "$server" --help 2>errors || status=$?
  ((status == 2)) && [[ $(wc -l <errors) -eq 1 ]]
}

for test in everything_is_shown each_notification_comes work_is_done_in_steps \
  the_server_notices_cancels an_abort_has_the_code exceptions_arrive \
  the_server_notices_that_a_client_is_gone a_client_that_fails_fails_the_demo \
  a_server_that_fails_fails_the_demo an_interrupted_demo_leaves_nothing \
  a_client_without_server_fails wrong_usage_is_told; do
  claim "${test//_/ }" "$test"
done
tap_end
