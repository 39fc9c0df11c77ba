#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Programs written for remote access on Windows, in programs/: they are built as they are, with what
# pkg-config says, and dial the simulator. What they print is in expected.
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
# `DWORD main` and numbers printed as signed are what such sources have.
warnings=(-Wall -Wno-main -Werror)

export BECK_RAS_PHONEBOOK=$work/phonebook
export BECK_RAS_SYSTEM_PHONEBOOK=$work/system-phonebook
export BECK_RAS_RUNTIME_DIR=$work/run
export BECK_RAS_SIMULATOR=1
mkdir -m 700 "$BECK_RAS_RUNTIME_DIR"

cat >"$BECK_RAS_PHONEBOOK" <<END
[Office]
Type=2
Backend=simulator
DeviceType=vpn
DeviceName=Simulator (vpn)
PhoneNumber=192.0.2.1
Domain=work
Script=login ann secret 2; check domain work; helper; address 10.8.0.6 10.8.0.1; rate 0 0; up; traffic 1500 15; delay 20; silence

[Nobody]
Type=2
Backend=simulator
DeviceType=vpn
DeviceName=Simulator (vpn)
PhoneNumber=nobody
Script=state ConnectDevice; fail 868
END
cat >"$BECK_RAS_SYSTEM_PHONEBOOK" <<END
[Everybody's]
Type=2
Backend=simulator
DeviceType=vpn
DeviceName=Simulator (vpn)
PhoneNumber=192.0.2.3
END

build ()
{
  gcc -std=gnu11 "${warnings[@]}" "${cflags[@]}" -o "$work/$1" "$here/programs/$1.c" "${libs[@]}"
}

# prints NAME STATUS COMMAND [ARGUMENT]...: what it prints, and how it exits
prints ()
{
  local name=$1 status=$2 seen=0
  shift 2
  "$@" >"$work/output" || seen=$?
  diff -u "$here/programs/expected/$name" "$work/output"
  ((seen == status))
}

# Those of the simulator; what else there is depends on the machine.
list_devices ()
{
  "$work/rasdevices" | grep -E '^devices:|Simulator'
}

# While another process keeps a connection, which ends when it reads a line.
with_connection ()
{
  mkfifo "$work/enter"
  "$work/rasasync" Office ann secret <"$work/enter" >"$work/async" &
  local pid=$! status=0
  exec 9>"$work/enter"
  until grep -q '^state 8192' "$work/async"; do kill -0 "$pid"; sleep 0.02; done
  prints connections 0 "$work/rasconns"
  prints statistics 0 "$work/rasstats"
  echo >&9
  wait "$pid" || status=$?
  diff -u "$here/programs/expected/async" "$work/async"
  ((status == 0))
}

# Also what the program left to its end when it exited.
nothing_is_left ()
{
  until "$work/rasconns" | grep -q '^no connections$'; do sleep 0.02; done
}

for program in rasasync rasconns rasdevices rasdial rasentries rasstats; do
  claim "$program is built as it is" build "$program"
done
claim "devices are listed" prints devices 0 list_devices
claim "entries are listed" prints entries 0 "$work/rasentries"
claim "there are no connections" prints no-connections 0 "$work/rasconns"
claim "there are no statistics" prints no-statistics 0 "$work/rasstats"
claim "a synchronous dial connects, and hangs up" \
  prints sync 0 "$work/rasdial" -e Office -u ann -w secret -d '*'
claim "a synchronous dial fails" prints sync-wrong 1 "$work/rasdial" -E Office -U ann -W wrong -D work
claim "an unknown entry is not found" prints sync-unknown 1 "$work/rasdial" -e Unknown
claim "an asynchronous dial fails" prints async-nobody 1 "$work/rasasync" Nobody ann secret
claim "an asynchronous dial connects; other processes see it" with_connection
claim "nothing is left" nothing_is_left
tap_end
