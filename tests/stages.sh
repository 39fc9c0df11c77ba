# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
#
# The stages of tests/run, which sources this: a function stage_NAME for each, and the
# reason it exists. A stage ends by adding to stage_passed and stage_failed; it never ends
# the script, so that one run tells all that is wrong.

all_stages=(gcc clang release asan tsan valgrind subproject shell)
declare -A reason=(
  [gcc]="the build most people make: no warning, all tests, the installed result"
  [clang]="a second compiler reads the same source: other warnings, other code"
  [release]="-O3 without assertions: bugs that only show when the optimiser may assume"
  [asan]="address and undefined-behaviour sanitizers: memory errors, overflows, leaks"
  [tsan]="thread sanitizer: data races, also those that did no harm this time"
  [valgrind]="memcheck: uninitialised values, which no sanitizer of gcc looks for"
  [subproject]="Beck as a part of another meson project: paths, option names, overrides"
  [shell]="shellcheck: the scripts run on machines we do not see"
)

total_passed=0
total_failed=0

run_stage ()
{
  local stage=$1 started=$SECONDS
  stage_passed=0
  stage_failed=0
  stage_skipped=0
  say "stage $stage: ${reason[$stage]}"
  "stage_$stage" || fail "stage $stage did not come to its end"
  printf '%s: %d passed, %d failed, %d skipped, %d s\n' "$stage" "$stage_passed" \
    "$stage_failed" "$stage_skipped" "$((SECONDS - started))"
  total_passed=$((total_passed + stage_passed))
  total_failed=$((total_failed + stage_failed))
}

pass ()
{
  stage_passed=$((stage_passed + 1))
}

fail ()
{
  stage_failed=$((stage_failed + 1))
  say "FAILED: $*"
}

# build_for NAME [MESON ARGUMENT]...: the build that a stage tests. That it builds is not
# a test passed; that it does not is a failure.
build_for ()
{
  prepare_build "$1" -Dtests=enabled "${@:2}" && return 0
  fail "$1 does not build"
  return 1
}

# run_tests NAME [ARGUMENT OF meson test]...: runs the tests of a build and counts them.
run_tests ()
{
  local dir=$build_root/$1 status=0 passed failed skipped
  shift
  local log=$dir/meson-logs/testlog
  rm -f "$log"*.json
  # Many tests wait more than they compute: twice as many as there are processors keep these busy.
  # Then a single one may be slow; that it hangs is seen early enough.
  CK_TIMEOUT_MULTIPLIER=4 meson test -C "$dir" --no-rebuild --num-processes "$((2 * jobs))" \
    --timeout-multiplier 3 "$@" </dev/null >"$dir.test.log" 2>&1 || status=$?
  if ! read -r passed failed skipped < <("$source_dir/tools/count-tests.py" "$log"*.json); then
    tail -n 20 "$dir.test.log" >&2
    fail "no test ran in $dir"
    return 0
  fi
  stage_passed=$((stage_passed + passed))
  stage_failed=$((stage_failed + failed))
  stage_skipped=$((stage_skipped + skipped))
  ((status == 0 || failed > 0)) || fail "meson test ended with $status, see $dir.test.log"
}

# The plain build, which two stages share. What is installed is tested too, so its prefix
# is where nothing else is.
build_gcc ()
{
  CC=gcc build_for gcc --werror --buildtype=debugoptimized --prefix="$build_root/gcc/installed"
}

stage_gcc ()
{
  build_gcc || return 0
  rm -rf "$build_root/gcc/installed"
  if ! logged "$build_root/gcc.log" meson install -C "$build_root/gcc" --no-rebuild --quiet; then
    fail "gcc does not install"
    return 0
  fi
  run_tests gcc
}

# What talks to real peers and dials real links takes as long with each compiler: it is left to the
# plain build and the sanitizers; links, which one thread drives, to the first of these.

stage_clang ()
{
  CC=clang CXX=clang++ build_for clang --werror --buildtype=debugoptimized || return 0
  run_tests clang --no-suite house --no-suite links --no-suite peers
}

stage_release ()
{
  CC=gcc build_for release-tests --werror --buildtype=release || return 0
  run_tests release-tests --no-suite house --no-suite links --no-suite peers
}

# Warnings are for the builds above: instrumented code makes gcc see uninitialised variables
# where there are none. Nothing is suppressed. The tests of a program run in one process, since the
# look for leaks at the end of each child that check would fork takes longer than most tests; and
# of what there is very much of the same kind, a part will do (beck_test_every()).

stage_asan ()
{
  CC=gcc build_for asan --buildtype=debug -Doptimization=1 \
    -Db_sanitize=address,undefined -Db_lundef=false || return 0
  CK_FORK=no BECK_TEST_EVERY=4 ASAN_OPTIONS=detect_stack_use_after_return=1 \
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
    run_tests asan --no-suite house --timeout-multiplier 5
}

# Without what has one thread only. The demo is left out as well: it does not link what shows
# GLib's locks to the sanitizer (tests/harness/tsan-glib.c).
stage_tsan ()
{
  CC=gcc build_for tsan --buildtype=debug -Doptimization=1 \
    -Db_sanitize=thread -Db_lundef=false || return 0
  CK_FORK=no BECK_TEST_EVERY=4 run_tests tsan --no-suite house --no-suite idl --no-suite fuzz \
    --no-suite demos --no-suite links --timeout-multiplier 5
}

stage_valgrind ()
{
  build_gcc || return 0
  run_tests gcc --setup valgrind --timeout-multiplier 5
}

# The project of tests/install once more, with Beck found in its subprojects folder.
stage_subproject ()
{
  local dir=$build_root/subproject program
  rm -rf "$dir" "$dir.log"
  mkdir -p "$dir"
  cp -r "$source_dir/tests/install/user-project" "$dir/source"
  mkdir "$dir/source/subprojects"
  ln -s "$source_dir" "$dir/source/subprojects/beck"
  if ! logged "$dir.log" meson setup --wrap-mode=forcefallback "$dir/build" "$dir/source" ||
    ! logged "$dir.log" ninja -C "$dir/build" -j "$jobs"; then
    fail "a project with Beck as a subproject does not build"
    return 0
  fi
  for program in user-c user-cpp; do
    if logged "$dir.log" "$dir/build/$program"; then
      pass
    else
      fail "$program with Beck as a subproject"
    fi
  done
}

stage_shell ()
{
  local script
  cd "$source_dir" || return
  for script in .ci/run */run tests/*/*.sh; do
    if shellcheck -x "$script" >&2; then
      pass
    else
      fail "shellcheck $script"
    fi
  done
}
