#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Programs written for MSRPC, in programs/: they are built as they are, with what pkg-config says,
# and each client calls its server over a Unix socket and over TCP. What both print is in
# expected.
#
# usage: test-programs.sh BUILD_DIR PREFIX
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"
# shellcheck source=tests/install/installed.sh
. "$here/../install/installed.sh"

read -ra cflags <<<"$(pkg-config --cflags beck-win-1)"
read -ra libs <<<"$(pkg-config --libs beck-win-1)"
# `void main` and strings of either sign are what such sources have.
warnings=(-Wall -Wno-main -Wno-pointer-sign -Wno-array-parameter -Werror)

export BECK_NCALRPC_DIR=$work/ncalrpc
export BECK_RPC_NO_PROTECTION=1
mkdir -m 700 "$BECK_NCALRPC_DIR"

# ---- Building ----

# What follows the side's letter in the names of the files: hellos.c, hello_s.c
source_of ()
{
  local dir=$1 base=$2 side=$3 file
  for file in "$here/programs/$dir/$base$side".{c,cpp}; do
    [[ -f $file ]] && echo "$file"
  done
  return 0
}

# Files that both sides have.
shared_of ()
{
  local dir=$1 base=$2 file
  for file in "$here/programs/$dir"/*.c; do
    case ${file##*/} in
      "${base}"[csp].c) ;;
      *) echo "$file" ;;
    esac
  done
}

# compile OUTPUT-DIR SOURCE [FLAG]...
compile ()
{
  local out=$1 source=$2 compiler=(gcc -std=gnu11 "${warnings[@]}")
  shift 2
  if [[ $source == *.cpp ]]; then
    compiler=(g++ -std=c++17 -Wall -Werror)
  fi
  "${compiler[@]}" "$@" "${cflags[@]}" -I "$out" -I "$here/programs/${out##*/}" \
    -c -o "$out/$(basename "${source%.*}").o" "$source"
}

# link_side DIR BASE SIDE STUB PROCEDURES [FLAG]... : the client (c) or the server (s)
link_side ()
{
  local dir=$1 base=$2 side=$3 stub=$4 procedures=$5 out=$work/$1 source objects=() files
  shift 5
  mapfile -t files < <(source_of "$dir" "$base" "$side"; shared_of "$dir" "$base")
  [[ -z $procedures ]] || files+=("$procedures")
  for source in "${files[@]}" "$out/$stub"; do
    compile "$out" "$source" "$@"
    objects+=("$out/$(basename "${source%.*}").o")
  done
  g++ -o "$out/$base$side" "${objects[@]}" "${libs[@]}"
}

# build DIR BASE [unicode]: rpcsvc is also the one without -oldnames
build ()
{
  local dir=$1 base=$2 out=$work/$1 idl_flags=(-oldnames) c_flags=() procedures
  shift 2
  if [[ ${1-} == unicode ]]; then
    idl_flags=(-D WITH_STOP)
    c_flags=(-DUNICODE -D_UNICODE)
  fi
  mkdir -p "$out"
  beck-idl --c-long "${idl_flags[@]}" --output-dir "$out" "$here/programs/$dir/$base.idl"
  if [[ -n $(source_of "$dir" "$base" c) ]]; then
    link_side "$dir" "$base" c "${base}_c.c" '' "${c_flags[@]}"
    procedures=$(source_of "$dir" "$base" p)
    link_side "$dir" "$base" s "${base}_s.c" "$procedures" "${c_flags[@]}"
  else
    link_side "$dir" "$base" s "${base}_c.c" '' "${c_flags[@]}"
  fi
}

# ---- Running ----

# await COMMAND... : for at most ten seconds
await ()
{
  local i
  for ((i = 0; i < 200; i++)); do
    "$@" && return 0
    sleep 0.05
  done
  return 1
}

has_line ()
{
  grep -qs "$2" "$1"
}

has_ended ()
{
  ! kill -0 "$1" 2>/dev/null
}

# What is said about the way and about each step is left out; times and paths, too.
essence ()
{
  grep -vE '^(RpcStringBinding|RpcBindingF|RpcBindingSet|beck: |Calling |DsGet)' |
    grep -vE 'returned:? 0x0$' | sed "s|$work|WORK|g; s|$endpoint|ENDPOINT|g" || true
}

# start DIR PROGRAM ARGUMENT... : a server, until it listens; $server is its process
start ()
{
  local dir=$1 program=$2
  shift 2
  server_log=$work/$dir/server.log
  : >"$server_log"
  timeout 60 stdbuf -oL "$work/$dir/$program" "$@" >"$server_log" 2>&1 &
  server=$!
  await has_line "$server_log" '^Calling RpcServerListen'
}

# call DIR PROGRAM ARGUMENT... : a client
call ()
{
  local dir=$1 program=$2
  shift 2
  timeout 30 "$work/$dir/$program" "$@" >>"$work/$dir/client.log" 2>&1
}

# The server has been told to end and does; its output and the clients' are as expected.
finish ()
{
  local dir=$1
  await has_ended "$server"
  wait "$server"
  {
    echo '-- client'
    essence <"$work/$dir/client.log"
    echo '-- server'
    essence <"$server_log"
  } >"$work/$dir/output"
  rm "$work/$dir/client.log"
  diff -u "$here/expected/$dir" "$work/$dir/output"
}

way_of ()
{
  endpoint=$2
  way=(-p "$1" -e "$2")
}

# pair PROTSEQ ENDPOINT DIR BASE [ARGUMENT]... : one call of a client that ends the server
pair ()
{
  local dir=$3 base=$4
  way_of "$1" "$2"
  shift 4
  start "$dir" "${base}s" "${way[@]}"
  call "$dir" "${base}c" "${way[@]}" "$@"
  finish "$dir"
}

context_handles ()
{
  way_of "$1" "$2"
  printf 'The first line.\nAnd another one.\n' >"$work/cxhndl/file"
  start cxhndl cxhndls "${way[@]}"
  call cxhndl cxhndlc "${way[@]}" -f "$work/cxhndl/none" -l
  call cxhndl cxhndlc "${way[@]}" -f "$work/cxhndl/file" -l
  await has_line "$server_log" rundown
  call cxhndl cxhndlc "${way[@]}" -f "$work/cxhndl/file"
  finish cxhndl
}

objects_choose_managers ()
{
  way_of "$1" "$2"
  start cluuid cluuids "${way[@]}"
  call cluuid cluuidc "${way[@]}" -u 22222222-2222-2222-2222-222222222222
  call cluuid cluuidc "${way[@]}" -u 33333333-3333-3333-3333-333333333333
  call cluuid cluuidc "${way[@]}" -q
  finish cluuid
}

# Without an endpoint in the client's hands the mapper knows it.
dynamic_endpoint ()
{
  local beckd
  endpoint=$2
  BECK_EPM_PORT=$2 timeout 60 stdbuf -oL beckd >"$work/dynept/beckd.log" 2>&1 &
  beckd=$!
  await has_line "$work/dynept/beckd.log" ncacn_ip_tcp
  export BECK_EPM_PORT=$2
  start dynept dynepts -p "$1"
  call dynept dyneptc -p "$1"
  finish dynept
  kill "$beckd"
  wait "$beckd" || true
}

every_notification ()
{
  way_of "$1" "$2"
  local kind
  for kind in 1 2 3 4; do
    start asyncrpc asyncrpcs "${way[@]}"
    call asyncrpc asyncrpcc "${way[@]}" -t "$kind" -w 50
    finish_part asyncrpc
  done
  start asyncrpc asyncrpcs "${way[@]}"
  call asyncrpc asyncrpcc "${way[@]}" -t 1 -w 20000 -c
  finish asyncrpc
}

# As finish, for one server of several: the next one's clients go on writing.
finish_part ()
{
  await has_ended "$server"
  wait "$server"
}

service ()
{
  endpoint=$2
  start rpcsvc rpcsvcs "$1" "$2"
  call rpcsvc rpcsvcc "$1" '' "$2"
  finish rpcsvc
}

# timeout(1) passes the signal on.
service_ends_by_signal ()
{
  start rpcsvc rpcsvcs ncalrpc signaled
  kill -TERM "$server"
  await has_ended "$server"
  grep 'Stopped from the console' "$server_log"
  grep 'RpcServerUnregisterIf returned 0, notebooks: 0' "$server_log"
}

asynchronous_pipe ()
{
  local chunk
  head -c 300000 /dev/urandom >"$work/filerep/file"
  for chunk in 100 4096 200000; do
    start filerep filereps -p "$1" -e "$2"
    timeout 30 "$work/filerep/filerepc" "$1" '' "$2" "$work/filerep/file" \
      "$work/filerep/copy" "$chunk" | grep 'RpcAsyncCompleteCall returned 0, 300000 bytes'
    cmp "$work/filerep/file" "$work/filerep/copy"
    finish_part filerep
  done
}

aborted_pipe ()
{
  start filerep filereps -p "$1" -e "$2"
  timeout 30 "$work/filerep/filerepc" "$1" '' "$2" "$work/filerep/none" \
    "$work/filerep/copy" 100 | grep 'RpcAsyncCompleteCall returned 2, 0 bytes'
  finish_part filerep
}

# alone DIR [FLAG]...: one file, which is the whole program
alone ()
{
  local dir=$1
  shift
  mkdir -p "$work/$dir"
  gcc -std=gnu11 "${warnings[@]}" "$@" "${cflags[@]}" -o "$work/$dir/$dir" \
    "$here/programs/$dir/$dir.c" "${libs[@]}"
}

wide_arguments ()
{
  local status=0
  alone widemain -DUNICODE -D_UNICODE
  "$work/widemain/widemain" one 'zwölf €' $'\xff' >"$work/widemain/output" || status=$?
  diff -u <(printf '1: one (3)\n2: zwölf € (7)\n3: � (1)\n') "$work/widemain/output"
  [[ $status == 4 ]]
}

# phone_book [FLAG]...: in the width that they say
phone_book ()
{
  rm -f "$work/phonebook"*
  alone rasentry "$@"
  BECK_RAS_PHONEBOOK=$work/phonebook BECK_RAS_SYSTEM_PHONEBOOK=$work/none \
    "$work/rasentry/rasentry" >"$work/rasentry/output"
  diff -u "$here/expected/rasentry" "$work/rasentry/output"
}

pickles ()
{
  "$work/pickle/pickles" "$work/pickle/file" >"$work/pickle/output"
  diff -u "$here/expected/pickle" "$work/pickle/output"
}

# ---- All of them ----

claim "asyncrpc builds" build asyncrpc asyncrpc
claim "cluuid builds" build cluuid cluuid
claim "cxhndl builds" build cxhndl cxhndl
claim "dunion builds" build dunion dunion
claim "dynept builds" build dynept dynept
claim "filerep builds, in C++" build filerep filerep
claim "hello builds" build hello hello
claim "inout builds" build inout inout
claim "pickle builds" build pickle pickle
claim "rpcsvc builds, with Unicode" build rpcsvc rpcsvc unicode
claim "strout builds" build strout strout
claim "usermarshal builds" build usermarshal usrmarsh
claim "usrdef builds" build usrdef usrdef
claim "xmit builds" build xmit xmit

claim "pickle: types and procedures, in memory and in files" pickles

claim "wmain has its arguments in UTF-16" wide_arguments
claim "a phone-book program" phone_book
claim "a phone-book program, with Unicode" phone_book -DUNICODE -D_UNICODE

# Names and numbers of endpoints: each server has its own.
port=$((20000 + $$ % 10000))
next ()
{
  port=$((port + 1))
}

for protseq in ncalrpc ncacn_ip_tcp; do
  claim "hello, $protseq" pair "$protseq" "$port" hello hello -s 'hello, you'; next
  claim "cxhndl, $protseq: files are closed, and run down" context_handles "$protseq" "$port"; next
  claim "usrdef, $protseq" pair "$protseq" "$port" usrdef usrdef; next
  claim "inout, $protseq" pair "$protseq" "$port" inout inout; next
  claim "dunion, $protseq" pair "$protseq" "$port" dunion dunion; next
  claim "xmit, $protseq" pair "$protseq" "$port" xmit xmit; next
  claim "usermarshal, $protseq" pair "$protseq" "$port" usermarshal usrmarsh; next
  claim "strout, $protseq" pair "$protseq" "$port" strout strout; next
  claim "cluuid, $protseq: objects choose managers" objects_choose_managers "$protseq" "$port"; next
  claim "dynept, $protseq" dynamic_endpoint "$protseq" "$port"; next
  claim "asyncrpc, $protseq: every notification" every_notification "$protseq" "$port"; next
  claim "rpcsvc, $protseq" service "$protseq" "$port"; next
  claim "filerep, $protseq: an asynchronous pipe" asynchronous_pipe "$protseq" "$port"; next
  claim "filerep, $protseq: an aborted call" aborted_pipe "$protseq" "$port"; next
done
claim "rpcsvc: a signal ends the service" service_ends_by_signal
tap_end
