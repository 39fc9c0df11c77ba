#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# beck ras as a command, on the simulator.
#
# usage: test-beck-ras.sh BECK
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

beck=$(realpath "$1")
work=$(mktemp -d)
export BECK_RAS_PHONEBOOK=$work/phonebook BECK_RAS_SYSTEM_PHONEBOOK=$work/system
export BECK_RAS_RUNTIME_DIR=$work/run

# Links go on without their dialler: they are hung up, whatever happened. What a test that failed has
# begun and not ended is ended.
clean_up ()
{
  local entry pid
  while read -r pid; do
    [ "$(readlink "/proc/$pid/exe")" != "$beck" ] || kill "$pid"
  done <"$work/begun"
  for entry in office line office-2; do
    timeout 20 "$beck" ras hangup --all "$entry" >/dev/null 2>&1 || true
  done
  rm -rf "$work"
}
: >"$work/begun"
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
cd "$work"

# entry NAME SCRIPT
entry ()
{
  cat >>phonebook <<END
[$1]
Type=2
DeviceType=vpn
DeviceName=Simulator (vpn)
Backend=simulator
PhoneNumber=vpn.example.org
Script=$2

END
}
entry office 'login alice secret; helper; address 10.8.0.2 10.8.0.1; traffic 420 5; up'
entry line "helper; up; until $work/drop; drop 629"
entry open 'up'
entry silent 'state ConnectDevice; silence'
entry closed 'state ConnectDevice; fail 808'
entry expired 'login alice secret; change better; up'
entry back 'login alice secret; callback 5551; up'
entry stuck 'need Interactive; up'

# exits STATUS WORD...: beck ras with these words; output in out.txt and err.txt.
exits ()
{
  local expected=$1 status=0
  shift
  timeout 60 "$beck" ras "$@" >out.txt 2>err.txt || status=$?
  cat out.txt err.txt
  [ "$status" = "$expected" ]
}

# says TEXT: all of standard error is one line that has TEXT in it.
says ()
{
  [ "$(wc -l <err.txt)" = 1 ] && grep -qF -- "$1" err.txt
}

# told EXPRESSION: what is true of the JSON in out.txt, which is called j.
told ()
{
  python3 -c 'import json, sys; j = json.load(open("out.txt"))
sys.exit(not eval(sys.argv[1]))' "$1"
}

# told_lines EXPRESSION: the same of the list of its lines.
told_lines ()
{
  python3 -c 'import json, sys; j = [json.loads(l) for l in open("out.txt")]
sys.exit(not eval(sys.argv[1]))' "$1"
}

# on_terminal STATUS [PROMPT ANSWER]... -- WORD...: beck ras with these words on a terminal.
on_terminal ()
{
  local expected=$1 status=0 answers=()
  shift
  while [ "$1" != -- ]; do
    answers+=("$1")
    shift
  done
  shift
  timeout 60 "$here/terminal.py" "${answers[@]}" -- "$beck" ras "$@" >screen.txt || status=$?
  cat screen.txt
  [ "$status" = "$expected" ]
}

# lacks FILE PATTERN: in no line of it.
lacks ()
{
  [ -f "$1" ] && if grep -aqE "$2" "$1"; then return 1; fi
}

# begin FILE WORD...: beck ras in the background, with its output in FILE; sets pid.
begin ()
{
  : >"$1"
  "$beck" ras "${@:2}" >"$1" 2>err.txt &
  pid=$!
  echo "$pid" >>begun
}

# ends STATUS: what was begun.
ends ()
{
  local status=0
  wait "$pid" || status=$?
  cat out.txt err.txt
  [ "$status" = "$1" ]
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

help_lists_the_verbs ()
{
  exits 0 --help
  for verb in dial hangup status list entries import watch; do
    grep -q "^  $verb " out.txt
    "$beck" ras "$verb" --help | grep -F -- '--json'
  done
}

wrong_usage_is_told ()
{
  for words in dial 'dial a b' hangup status 'list x' 'import x' nothing 'dial --timeout -1 open' \
    'dial --password-fd 3 open' 'entries a b'; do
    # shellcheck disable=SC2086 # several words on purpose
    exits 2 $words
    [ "$(wc -l <err.txt)" = 1 ] && [ ! -s out.txt ]
  done
}

a_link_outlives_the_command_and_is_hung_up ()
{
  exits 0 dial --user alice --password-fd 3 office 3<<<secret
  grep -qE '^ +[0-9]+ ms  ConnectDevice$' out.txt
  [ "$(grep -c ' ms  ' out.txt)" = 11 ]
  [ "$(tail -n 1 out.txt)" = 'connected, address 10.8.0.2, server 10.8.0.1' ]
  exits 0 list
  grep -qE '^office  Connected  10\.8\.0\.2  0:00:[0-9]{2}$' out.txt
  exits 0 hangup office
  [ ! -s out.txt ]
  exits 0 list
  [ ! -s out.txt ]
  exits 1 hangup office
  says 'error 668: '
}

each_dial_is_hung_up ()
{
  exits 0 dial --user alice --password-fd 3 office 3<<<secret
  exits 0 dial --user alice --password-fd 3 office 3<<<secret
  exits 0 hangup office
  [ "$(cat out.txt)" = 'still in use by 1 other dial' ]
  exits 0 dial --user alice --password-fd 3 office 3<<<secret
  exits 0 hangup --all --json office
  told 'j == {"entry": "office", "uses": 0}'
  exits 1 status office
}

a_failed_dial_has_its_error ()
{
  exits 1 dial closed
  says 'beck ras dial: error 808: '
  grep -qE ' ms  ConnectDevice, error 808$' out.txt
  exits 1 dial --user alice --password-fd 3 office 3<<<wrong
  says 'beck ras dial: error 691: '
  exits 1 dial nobody
  says 'beck ras dial: error 623: '
  exits 1 dial stuck
  says 'beck ras dial: error 703: '
}

a_dial_in_json ()
{
  exits 0 dial --json open
  told_lines '[s["state"] for s in j[:-1]] == [0, 1, 2, 3, 4, 5, 6, 10, 14, 18, 8192]'
  told_lines 'j[2]["name"] == "ConnectDevice" and all(s["error"] == 0 for s in j)'
  told_lines 'j[-1]["connected"] is True and j[-1]["entry"] == "open" and j[-1]["text"] is None'
  exits 1 dial --json closed
  told_lines 'j[-2]["state"] == 2 and j[-2]["error"] == 808'
  told_lines 'j[-1]["connected"] is False and j[-1]["error"] == 808 and j[-1]["text"]'
}

a_dial_takes_no_longer_than_told ()
{
  exits 1 dial --timeout 1 silent
  says 'error 1460: '
}

# interrupted SIGNAL: a dial in the middle
interrupted ()
{
  begin out.txt dial silent
  wait_for grep -q ConnectDevice out.txt
  kill "-$1" "$pid"
  ends 1
  says 'error 631: '
  tail -n 1 out.txt | grep -q ' ms  Disconnected$'
}

signals_hang_up ()
{
  for signal in INT TERM HUP; do
    interrupted "$signal"
  done
}

the_foreground_stays_until_it_is_interrupted ()
{
  begin out.txt dial --foreground open
  wait_for grep -q '^connected' out.txt
  kill -INT "$pid"
  ends 0
  exits 0 list
  [ ! -s out.txt ]
}

the_foreground_tells_why_a_link_is_lost ()
{
  begin out.txt dial --foreground line
  wait_for grep -q '^connected' out.txt
  touch drop
  ends 1
  says 'error 629: '
  rm drop
}

status_tells_all ()
{
  exits 0 dial --user alice --password-fd 3 office 3<<<secret
  exits 0 status office
  for line in 'entry            office' 'state            Connected' 'uses             1' \
    'address          10.8.0.2' 'server           10.8.0.1' 'number           vpn.example.org'; do
    grep -qxF "$line" out.txt
  done
  grep -qE '^sent +[0-9]+ bytes in [0-9]+ frames, 0 errors$' out.txt
  exits 0 status --json office
  told 'j["entry"] == "office" and j["state"] == "Connected" and j["uses"] == 1'
  told 'j["address"] == "10.8.0.2" and j["bytes_sent"] >= 0 and j["frames_received"] >= 0'
  told 'j["sub_state"] is None and j["duration_ms"] >= 0'
  exits 0 list --json
  told '[c["entry"] for c in j["connections"]] == ["office"]'
  exits 0 hangup office
  exits 0 list --json
  told 'j["connections"] == []'
}

entries_are_listed_and_shown ()
{
  exits 0 entries
  grep -qx office out.txt && grep -qx silent out.txt
  exits 0 entries --json
  told "{'entry': 'office', 'phone_book': '$work/phonebook', 'all_users': False} in j['entries']"
  exits 0 entries office
  grep -qxF 'number           vpn.example.org' out.txt
  exits 0 entries --json office
  told 'j["type"] == "vpn" and j["back_end"] == "simulator"'
  told 'j["phone_number"] == "vpn.example.org"'
  exits 1 entries nobody
  says 'error 623: '
  exits 1 entries --phone-book none
  says 'error 621: '
}

a_phone_book_may_be_named ()
{
  local book=other/book
  mkdir other
  sed 's/^\[open\]/[elsewhere]/' phonebook >"$book"
  exits 0 entries --phone-book "$book"
  grep -qx elsewhere out.txt
  exits 0 dial --phone-book "$book" elsewhere
  exits 1 dial elsewhere
  says 'error 623: '
}

a_profile_is_imported ()
{
  cat >profile.ovpn <<'END'
client
dev tun
proto udp
remote vpn.example.org 1194
<ca>
-----BEGIN CERTIFICATE-----
MA==
-----END CERTIFICATE-----
</ca>
END
  exits 0 import profile.ovpn tunnel
  exits 0 entries --json tunnel
  told 'j["back_end"] == "openvpn" and j["phone_number"].startswith("vpn.example.org")'
  echo 'up /bin/true' >>profile.ovpn
  exits 1 import profile.ovpn bad
  says 'up'
  exits 1 import none.ovpn bad
  [ "$(wc -l <err.txt)" = 1 ]
  exits 1 entries bad
}

watch_tells_what_happens ()
{
  begin watch.txt watch
  exits 0 dial line
  wait_for grep -qx 'connected line' watch.txt
  exits 0 dial --user alice --password-fd 3 office 3<<<secret
  wait_for grep -qx 'connected office, address 10.8.0.2' watch.txt
  exits 0 hangup office
  wait_for grep -q '^disconnected office' watch.txt
  exits 0 hangup line
  wait_for grep -q '^disconnected line' watch.txt
  kill "$pid"
  wait "$pid" || true
  [ "$(wc -l <watch.txt)" = 4 ]
}

watch_in_json ()
{
  exits 0 dial line
  begin watch.txt watch --json line
  wait_for grep -q connected watch.txt
  exits 0 hangup line
  wait_for grep -q disconnected watch.txt
  kill "$pid"
  wait "$pid" || true
  cp watch.txt out.txt
  told_lines '[e["event"] for e in j] == ["connected", "disconnected"]'
  told_lines 'all(e["entry"] == "line" for e in j)'
}

a_terminal_is_asked ()
{
  on_terminal 0 'User name: ' alice 'Password: ' secret -- dial office
  lacks screen.txt secret
  exits 0 hangup office
  on_terminal 0 'Password: ' secret -- dial --user alice office
  exits 0 hangup office
}

a_terminal_is_asked_again ()
{
  on_terminal 0 'Password: ' wrong 'User name [alice]: ' '' 'Password: ' secret -- \
    dial --user alice office
  grep -q AuthRetry screen.txt
  lacks screen.txt 'wrong|secret'
  exits 0 hangup office
}

other_pauses_are_asked_for ()
{
  on_terminal 0 'Password: ' secret 'New password: ' one 'again: ' two \
    'New password: ' better 'again: ' better -- dial --user alice expired
  grep -q 'They differ.' screen.txt
  lacks screen.txt 'secret|one|two|better'
  on_terminal 0 'Password: ' secret 'Number to call back: ' 5551 -- \
    dial --user alice --callback '*' back
  on_terminal 1 -- dial --user alice --batch stuck
  grep -q 'error 703' screen.txt
}

keys_end_a_question ()
{
  on_terminal 1 'Password: ' ^D -- dial --user alice office
  on_terminal 1 'Password: ' wrong 'User name [alice]: ' ^C -- dial --user alice office
  grep -q 'error 631' screen.txt
}

what_was_right_is_saved ()
{
  exits 0 dial --user alice --password-fd 3 --save office 3<<<secret
  exits 0 hangup office
  exits 0 dial --batch office
  exits 0 hangup office
  [ "$(stat -c %a phonebook.secrets)" = 600 ]
}

the_password_is_nowhere ()
{
  begin out.txt dial --user alice --password-fd 3 silent 3<<<topsecret42
  wait_for grep -q ConnectDevice out.txt
  cp "/proc/$pid/cmdline" arguments
  cp "/proc/$pid/environ" environment
  kill -INT "$pid"
  ends 1
  for file in arguments environment out.txt err.txt phonebook; do
    lacks "$file" topsecret42
  done
  if grep -rq topsecret42 run; then return 1; fi
}

for test in help_lists_the_verbs wrong_usage_is_told a_link_outlives_the_command_and_is_hung_up \
  each_dial_is_hung_up a_failed_dial_has_its_error a_dial_in_json \
  a_dial_takes_no_longer_than_told signals_hang_up \
  the_foreground_stays_until_it_is_interrupted the_foreground_tells_why_a_link_is_lost \
  status_tells_all entries_are_listed_and_shown a_phone_book_may_be_named a_profile_is_imported \
  watch_tells_what_happens watch_in_json a_terminal_is_asked a_terminal_is_asked_again \
  other_pauses_are_asked_for keys_end_a_question what_was_right_is_saved the_password_is_nowhere; do
  claim "${test//_/ }" "$test"
done
tap_end
