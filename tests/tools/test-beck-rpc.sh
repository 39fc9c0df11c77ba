#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# beck rpc as a command, asking an endpoint mapper and another server of the test's own.
#
# usage: test-beck-rpc.sh BECK BECKD BECK-ECHO
set -euo pipefail
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

beck=$(realpath "$1")
beckd=$(realpath "$2")
echo_server=$(realpath "$3")
work=$(mktemp -d)
export BECK_NCALRPC_DIR=$work/ncalrpc
mkdir -m 700 "$BECK_NCALRPC_DIR"
servers=()

clean_up ()
{
  local pid
  for pid in "${servers[@]}"; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap clean_up EXIT
cd "$work"

echo_id='60a15ec5-4de8-11d7-a637-005056a20182'
mapper_id='e1af8308-5d1f-11c9-91a4-08002b14a0fa'

# serve FILE COMMAND...: what it prints goes to FILE, up to "ready" before this returns.
serve ()
{
  local file=$1 i
  shift
  timeout 110 "$@" >"$file" &
  servers+=($!)
  for ((i = 0; i < 400; i++)); do
    ! grep -qx ready "$file" || return 0
    sleep 0.05
  done
  return 1
}

port_in ()
{
  sed -n 's/^ncacn_ip_tcp:127\.0\.0\.1\[\(.*\)\]$/\1/p' "$1"
}

# exits STATUS WORD...: beck rpc with these words; output in out.txt and err.txt.
exits ()
{
  local expected=$1 status=0
  shift
  timeout 60 "$beck" rpc "$@" >out.txt 2>err.txt || status=$?
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
  python3 -c 'import json, sys; j = json.load(open("out.txt")); sys.exit(not eval(sys.argv[1]))' "$1"
}

help_lists_the_verbs ()
{
  exits 0 --help
  for verb in ping ifs ep-list; do
    grep -q "^  $verb " out.txt
    "$beck" rpc "$verb" --help | grep -F -- '--json'
  done
}

a_server_that_listens_is_found ()
{
  for binding in "$tcp" 'ncalrpc:[echo]'; do
    exits 0 ping "$binding"
    grep -qE '^listening; [0-9]+ µs to connect and call, [0-9]+ µs a call$' out.txt
    exits 0 ping --json "$binding"
    told 'j["listening"] is True and j["first_us"] > 0 and j["call_us"] >= 0'
    told "j['binding'] == '$binding'"
  done
}

interfaces_are_told ()
{
  exits 0 ifs "$tcp"
  [ "$(cat out.txt)" = "$echo_id 1.0" ]
  exits 0 ifs --json "$tcp"
  told "j['interfaces'] == [{'uuid': '$echo_id', 'version': '1.0'}]"
  exits 0 ifs 'ncalrpc:[epmapper]'
  grep -qx "$mapper_id 3.0" out.txt
}

endpoints_are_told ()
{
  exits 0 ep-list "$mapper"
  grep -qxF "$echo_id 1.0  $tcp  'rpcecho'" out.txt
  grep -qxF "$echo_id 1.0  ncalrpc:[echo]  'rpcecho'" out.txt
  exits 0 ep-list 'ncalrpc:'
  grep -qxF "$echo_id 1.0  ncalrpc:[echo]  'rpcecho'" out.txt
}

endpoints_are_told_in_json ()
{
  exits 0 ep-list --json "$mapper"
  told "{'uuid': '$echo_id', 'version': '1.0', 'binding': '$tcp', 'annotation': 'rpcecho',
         'object': None} in j['entries']"
}

nobody_there_is_an_error ()
{
  for verb in ping ifs; do
    exits 1 "$verb" 'ncalrpc:[nobody]'
    says "beck rpc $verb: error 1722: RPC_S_SERVER_UNAVAILABLE"
    exits 1 "$verb" --json 'ncalrpc:[nobody]'
    says "beck rpc $verb: error 1722: RPC_S_SERVER_UNAVAILABLE"
    [ ! -s out.txt ]
  done
}

a_server_that_is_no_mapper_is_an_error ()
{
  exits 1 ep-list --json "$tcp"
  says 'beck rpc ep-list: error 1717: RPC_S_UNKNOWN_IF'
  [ ! -s out.txt ]
}

what_is_no_binding_is_an_error ()
{
  exits 1 ping 'ncalrpc:[' && says 'error 1700: RPC_S_INVALID_STRING_BINDING'
  exits 1 ifs 'nonsense:[1]' && says 'error 1704: RPC_S_INVALID_RPC_PROTSEQ'
}

wrong_words_are_errors ()
{
  exits 2 && says 'a verb is needed'
  exits 2 frob && says "unknown verb 'frob'"
  exits 2 ping && says 'exactly one BINDING'
  exits 2 ping a b && says 'exactly one BINDING'
  exits 2 ifs --frob 'ncalrpc:[echo]' && says '--frob'
}

a_full_disk_is_an_error ()
{
  local status=0
  "$beck" rpc ifs "$tcp" >/dev/full 2>err.txt || status=$?
  [ "$status" = 1 ] && says 'standard output: No space left'
}

serve beckd.txt "$beckd" --port 0
mapper="ncacn_ip_tcp:127.0.0.1[$(port_in beckd.txt)]"
serve echo.txt "$echo_server" --listen ncacn_ip_tcp --listen ncalrpc:echo --register
tcp="ncacn_ip_tcp:127.0.0.1[$(port_in echo.txt)]"

for test in help_lists_the_verbs a_server_that_listens_is_found interfaces_are_told \
  endpoints_are_told endpoints_are_told_in_json nobody_there_is_an_error \
  a_server_that_is_no_mapper_is_an_error what_is_no_binding_is_an_error wrong_words_are_errors \
  a_full_disk_is_an_error; do
  claim "${test//_/ }" "$test"
done
tap_end
