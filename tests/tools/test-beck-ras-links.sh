#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# beck ras on real links: OpenVPN in the network of demos/ras. Needs root, TUN devices and openvpn.
#
# usage: test-beck-ras-links.sh BECK NETWORK
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

beck=$(realpath "$1")
network=$(realpath "$2")
if ! reason=$("$network" check 2>&1); then
  echo "1..0 # SKIP ${reason#network: }"
  exit 0
fi

work=$(mktemp -d)
net=$work/net
clean_up ()
{
  "$network" "$net" down
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
cd "$work"
"$network" "$net" up --guard $$
cp "$net/password" right
echo wrong >wrong

inside ()
{
  "$network" "$net" exec client "$@"
}

# begin FILE PASSWORD WORD...: beck ras in the background, with its output in FILE; sets pid. All on
# the way there are replaced by the next, so that this is its own.
begin ()
{
  : >"$1"
  "$network" "$net" exec client "$beck" ras "${@:3}" <"$2" >"$1" 2>err.txt &
  pid=$!
}

# ends STATUS: what was begun.
ends ()
{
  local status=0
  wait "$pid" || status=$?
  cat out.txt err.txt
  [ "$status" = "$1" ]
}

# exits STATUS PASSWORD WORD...: beck ras with these words in the client's namespace; output in
# out.txt and err.txt.
exits ()
{
  local expected=$1 status=0
  inside timeout 60 "$beck" ras "${@:3}" >out.txt 2>err.txt <"$2" || status=$?
  cat out.txt err.txt
  [ "$status" = "$expected" ]
}

# dials STATUS PASSWORD USER ENTRY
dials ()
{
  exits "$1" "$2" dial --user "$3" --password-fd 0 "$4"
}

hangs_up ()
{
  exits 0 /dev/null hangup --all "$1"
}

# Neither processes nor interfaces of links in the client's namespace.
nothing_is_left ()
{
  [ "$(inside ip -o link show | grep -vcE ' (lo|cable)@?[^ ]*:')" = 0 ]
  [ -z "$(ip netns pids "$(cat "$net/space")-client")" ]
}

wait_for ()
{
  local i
  for ((i = 0; i < 400; i++)); do
    ! "$@" >/dev/null 2>&1 || return 0
    sleep 0.05
  done
  return 1
}

a_link_outlives_its_dialler ()
{
  dials 0 right alice office
  exits 0 /dev/null list
  grep -qE '^office  Connected  10\.8\.0\.[0-9]+  ' out.txt
  inside ping -c 3 -i 0.2 -q 10.8.0.1
  exits 0 /dev/null status --json office
  python3 -c 'import json; j = json.load(open("out.txt"))
assert j["frames_sent"] >= 3 and j["frames_received"] >= 3 and j["server_address"] == "10.8.0.1"'
  hangs_up office
  nothing_is_left
}

links_over_tcp ()
{
  dials 0 right alice office-tcp
  inside ping -c 1 -q 10.9.0.1
  hangs_up office-tcp
  nothing_is_left
}

# fails ERROR PASSWORD USER ENTRY
fails ()
{
  dials 1 "$2" "$3" "$4"
  grep -q "^beck ras dial: error $1: " err.txt
  nothing_is_left
}

failures_have_their_errors ()
{
  fails 691 wrong alice office
  fails 648 right old office
  fails 703 right asked office
  fails 808 right alice closed-tcp
  fails 808 right alice closed
  fails 809 right alice silent-tcp
  fails 809 right alice silent
  fails 800 right alice unreachable
  fails 868 right alice nobody
  fails 801 right alice stranger
  fails 778 right alice impostor
  fails 858 right alice expired
}

a_server_may_take_its_time ()
{
  dials 0 right deferred office
  hangs_up office
  dials 0 right slow office
  hangs_up office
}

# interrupted ENTRY: in the middle of a dial
interrupted ()
{
  begin out.txt right dial --user alice --password-fd 0 "$1"
  wait_for grep -q ConnectDevice out.txt
  kill -INT "$pid"
  ends 1
  grep -q 'error 631: ' err.txt
  nothing_is_left
}

an_interrupted_dial_leaves_nothing ()
{
  interrupted silent
  interrupted silent-tcp
}

# lost ERROR USER COMMAND...: in the foreground, and the command takes the link away.
lost ()
{
  begin out.txt right dial --foreground --user "$2" --password-fd 0 office
  wait_for grep -q '^connected' out.txt
  "${@:3}"
  ends 1
  grep -q "error $1: " err.txt
  nothing_is_left
}

kill_helper ()
{
  local helper
  for helper in $(ip netns pids "$(cat "$net/space")-client"); do
    case $(readlink "/proc/$helper/exe") in
      */openvpn) kill -KILL "$helper" ;;
    esac
  done
}

lost_links_have_a_reason ()
{
  lost 629 alice "$network" "$net" server stop
  "$network" "$net" server start
  lost 628 alice "$network" "$net" server silence
  "$network" "$net" server resume
  lost 619 alice kill_helper
  lost 828 idle true
  lost 932 limited true
}

watch_inherits_links ()
{
  begin watch.txt /dev/null watch
  dials 0 right alice office
  wait_for grep -q '^connected office' watch.txt
  "$network" "$net" server kill
  wait_for grep -q '^disconnected office, error 628: ' watch.txt
  kill "$pid"
  wait "$pid" || true
  cat watch.txt
  "$network" "$net" server start
  exits 0 /dev/null list
  [ ! -s out.txt ]
  nothing_is_left
}

profiles_are_imported_and_dialled ()
{
  exits 0 /dev/null import "$net/profiles/office.ovpn" copy
  dials 0 right alice copy
  inside ping -c 1 -q 10.8.0.1
  hangs_up copy
  nothing_is_left
}

the_password_is_nowhere ()
{
  local password pid
  password=$(cat right)
  dials 0 right alice office
  for pid in $(ip netns pids "$(cat "$net/space")-client"); do
    cp "/proc/$pid/cmdline" arguments
    cp "/proc/$pid/environ" environment
    if grep -qF "$password" arguments environment; then return 1; fi
  done
  if grep -rqF "$password" "$net/run" "$net/phonebook" out.txt err.txt; then return 1; fi
  hangs_up office
}

for test in a_link_outlives_its_dialler links_over_tcp failures_have_their_errors \
  a_server_may_take_its_time an_interrupted_dial_leaves_nothing lost_links_have_a_reason \
  watch_inherits_links profiles_are_imported_and_dialled the_password_is_nowhere; do
  claim "${test//_/ }" "$test"
done
tap_end
