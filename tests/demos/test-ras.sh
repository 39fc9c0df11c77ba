#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The demo of remote access from outside: what it shows, how it exits, what it leaves behind. With
# root, TUN devices and openvpn on real links, and without on the simulator.
#
#   test-ras.sh DEMO_DIR CLIENT
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
demo=$(realpath "$1")
client=$(realpath "$2")
# shellcheck source=tests/tap.sh
. "$root/tests/tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir tmp
export TMPDIR=$work/tmp

# Runs the demo with these arguments; its output is in ./output, ./errors, $status.
run ()
{
  status=0
  timeout 200 "$demo/show" "$@" >output 2>errors || status=$?
  cat output errors
}

# Processes that were started below the test's directory, but for the test itself.
processes_left ()
{
  local file
  for file in /proc/[0-9]*; do
    if { tr '\0' '\n' <"$file/environ"; } 2>/dev/null | grep -qxF "TMPDIR=$TMPDIR"; then
      case $(readlink "$file/exe") in
        */openvpn | */ras-client) echo "${file#/proc/}" ;;
      esac
    fi
  done
}

nothing_is_left ()
{
  [[ -z $(ls -A tmp) ]]
  [[ -z $(processes_left) ]]
}

# shows COUNT PATTERN: that many lines of the output.
shows ()
{
  local n
  n=$(grep -cE "$2" output || true)
  [[ $n -eq $1 ]] || { echo "$n lines, not $1: $2"; return 1; }
}

all_stories_are_told ()
{
  ((status == 0))
  [[ ! -s errors ]]
  shows 10 '^[0-9]+\. '
  shows 1 '^All links ended as they should'
  shows 10 '^  hung up$'
  nothing_is_left
}

each_notifier_is_told_all_states ()
{
  local state how
  for how in 'type 0' 'type 1' 'type 2' message; do
    for state in OpenPort PortOpened ConnectDevice DeviceConnected AllDevicesConnected \
      Authenticate AuthNotify AuthProject Authenticated Projected Connected; do
      grep -qx "  $how: $state" output
    done
  done
}

failures_are_told ()
{
  shows 1 '^  type 1: RetryAuthentication$'
  shows 1 '^  type 1: AuthRetry$'
  shows 1 '^  type 1: ConnectDevice failed: 808, '
  shows 1 '^  type 1: ConnectDevice failed: 800, '
  shows 1 '^  type 1: Disconnected$'
  shows 1 '^  the status says Disconnected: 628, '
}

the_simulator_shows_everything ()
{
  run --simulate "$client"
  all_stories_are_told
  each_notifier_is_told_all_states
  failures_are_told
  grep -q 'Left out: OpenVPN, the tunnel, pings' output
}

real_links_are_dialled ()
{
  run "$client"
  all_stories_are_told
}

pings_go_through_the_tunnel ()
{
  shows 5 '^  ping 10\.[89]\.0\.1: 3 packets transmitted, 3 received'
}

a_client_that_fails_fails_the_demo ()
{
  run --simulate /bin/false
  ((status == 1))
  grep -F 'the client ended with 1' errors
  nothing_is_left
}

# interrupted ARGUMENT...: in the middle
interrupted ()
{
  local pid i
  "$demo/show" "$@" >output 2>errors &
  pid=$!
  for ((i = 0; i < 800; i++)); do
    ! grep -q '^2\.' output || break
    sleep 0.02
  done
  kill "-$signal" "$pid"
  status=0
  wait "$pid" || status=$?
  cat output errors
}

an_interrupted_demo_leaves_nothing ()
{
  signal=TERM
  interrupted "$@"
  ((status == 143))
  nothing_is_left
}

# Nobody has time to clean up: the guard of the network does.
a_killed_demo_leaves_no_network ()
{
  local i
  signal=KILL
  interrupted "$client"
  ((status == 137))
  for ((i = 0; i < 400; i++)); do
    [[ -n $(processes_left) || -n $(ls -d tmp/*/net/space 2>/dev/null) ]] || break
    sleep 0.05
  done
  [[ -z $(processes_left) ]]
  [[ -z $(ls -d tmp/*/net/space 2>/dev/null) ]]
  rm -rf tmp/*
}

wrong_usage_is_told ()
{
  local words
  run
  ((status == 2)) && [[ $(wc -l <errors) -eq 1 ]]
  for words in '' 'nothing office alice' 'sync office'; do
    status=0
    # shellcheck disable=SC2086 # several words on purpose
    "$client" $words </dev/null 2>errors || status=$?
    ((status == 2)) && [[ $(wc -l <errors) -eq 1 ]]
  done
  status=0
  "$demo/network" 2>errors || status=$?
  ((status == 2))
}

name_of ()
{
  echo "${1//_/ }"
}

for test in the_simulator_shows_everything a_client_that_fails_fails_the_demo \
  wrong_usage_is_told; do
  claim "$(name_of "$test")" "$test"
done
claim 'an interrupted demo leaves nothing, on the simulator' an_interrupted_demo_leaves_nothing \
  --simulate "$client"
if reason=$("$demo/network" check 2>&1); then
  for test in real_links_are_dialled each_notifier_is_told_all_states failures_are_told \
    pings_go_through_the_tunnel a_killed_demo_leaves_no_network; do
    claim "$(name_of "$test")" "$test"
  done
  claim 'an interrupted demo leaves nothing' an_interrupted_demo_leaves_nothing "$client"
else
  tap_count=$((tap_count + 1))
  echo "ok $tap_count - real links # SKIP ${reason#network: }"
fi
tap_end
