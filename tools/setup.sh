# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# What demos/run, bench/run and tests/run share; to be sourced by bash. Finds out what the
# build needs and this machine lacks, installs it where it may, configures, builds.
#
# Nothing here writes to standard output: that belongs to the program which the script
# finally runs. Progress goes to standard error, the output of the tools to a log that is
# shown when they fail.
#
# BECK_BUILD_ROOT  where the build directories go, an absolute path (default: build/ in the
#                  source)
# BECK_JOBS        parallel jobs (default: the number of processors)

source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build_root=${BECK_BUILD_ROOT:-$source_dir/build}
jobs=${BECK_JOBS:-$(nproc)}

say ()
{
  printf 'beck: %s\n' "$*" >&2
}

# What of a log tells why: from the first error of ninja or meson, or else the end of it.
show_failure ()
{
  if grep -qE '^FAILED: | ERROR: ' "$1"; then
    sed -nE '/^FAILED: | ERROR: /,$p' "$1" | head -n 60
  else
    tail -n 30 "$1"
  fi
}

# logged LOG COMMAND [ARGUMENT]...: runs the command with its output appended to LOG. When
# it fails, shows what of that tells why.
logged ()
{
  local log=$1 status=0
  shift
  "$@" </dev/null >>"$log" 2>&1 || status=$?
  if ((status != 0)); then
    show_failure "$log" >&2
    say "failed: $*"
    say "the whole output is in $log"
  fi
  return "$status"
}

# Needs. They are found by what the build will look for, not by package name, so a tool
# that came another way is as good.

missing=()

need_command ()
{
  command -v "$1" >/dev/null || missing+=("${@:2}")
}

need_library ()
{
  pkg-config --exists "$1" 2>/dev/null || missing+=("$2")
}

# Of the system's python, or of one that stands before it.
need_python_module ()
{
  local python
  for python in python3 /usr/bin/python3; do
    "$python" -c "import $1" 2>/dev/null && return 0
  done
  missing+=("$2")
}

need_for_build ()
{
  need_command meson meson
  need_command ninja ninja-build
  need_command gcc gcc libc6-dev
  need_command pkg-config pkg-config
  need_library gio-2.0 libglib2.0-dev
}

need_for_tests ()
{
  need_for_build
  need_command g++ g++
  need_command nm binutils
  need_library check check
  need_for_peers
  need_for_links
}

# Programs of others that call Beck's servers, and look at what they say (tests/peers).
need_for_peers ()
{
  need_python_module impacket python3-impacket
  need_python_module samba python3-samba
  need_command smbtorture samba-testsuite
  need_command rpcclient smbclient
  need_command tshark tshark
}

# Links that are dialled. Their programs are for administrators and may stand where others do
# not look.
need_for_links ()
{
  local PATH=$PATH:/usr/sbin:/sbin
  need_command openvpn openvpn
  need_command pppd ppp
  need_command ip iproute2
  need_command ping iputils-ping
  need_command openssl openssl
}

need_for_all_tests ()
{
  need_for_tests
  need_command clang clang
  need_command valgrind valgrind
  need_command shellcheck shellcheck
}

need_for_marshal_peers ()
{
  need_command g++ g++
  need_command protoc-c protobuf-c-compiler
  need_library libprotobuf-c libprotobuf-c-dev
  need_command capnp capnproto
  need_library capnp libcapnp-dev
}

apt_install ()
{
  "$@" apt-get install -y --no-install-recommends "${missing[@]}"
}

# install_missing: installs what the needs found, or tells how and ends the script.
install_missing ()
{
  local log=$build_root/install.log as_root=(env DEBIAN_FRONTEND=noninteractive)

  ((${#missing[@]} > 0)) || return 0
  if ((EUID != 0)); then
    as_root=(sudo -n "${as_root[@]}")
  fi
  if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
    say "these packages are missing and cannot be installed from here; please run"
    printf '  sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n' \
      "${missing[*]}" >&2
    exit 1
  fi

  say "installing ${missing[*]}"
  mkdir -p "$build_root"
  # The package lists of a fresh machine are empty or old; then once more with new ones.
  apt_install "${as_root[@]}" </dev/null >"$log" 2>&1 && return 0
  logged "$log" "${as_root[@]}" apt-get update || exit 1
  logged "$log" apt_install "${as_root[@]}" || exit 1
}

# prepare_build NAME [MESON ARGUMENT]...: brings $build_root/NAME up to date, configuring
# it first if that was never done with these arguments. CC selects the compiler.
prepare_build ()
{
  local dir=$build_root/$1
  shift
  mkdir -p "$build_root"
  # Two scripts may be started at once, and ninja does not lock its directory.
  (
    flock 9
    configure "$dir" "$@" && compile "$dir"
  ) 9>"$dir.lock"
}

configure ()
{
  local dir=$1 key
  shift
  key="$source_dir ${CC:-} $*"

  if [[ -f $dir/build.ninja && -f $dir.key && $(<"$dir.key") == "$key" ]]; then
    return 0
  fi
  say "configuring $dir"
  rm -rf "$dir" "$dir.key"
  : >"$dir.log"
  logged "$dir.log" meson setup "$dir" "$source_dir" "$@" || return
  printf '%s\n' "$key" >"$dir.key"
}

compile ()
{
  local dir=$1

  # A build that has nothing to do is not worth a line.
  if [[ $(ninja -C "$dir" -n 2>/dev/null) == *"no work to do"* ]]; then
    return 0
  fi
  say "building $dir"
  : >"$dir.log"
  logged "$dir.log" ninja -C "$dir" -j "$jobs"
}
