#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# beck-idl as a command: options, exit status, files it reads and writes.
#
# usage: test-command.sh BECK_IDL SYSTEM_IDL_DIR
set -euo pipefail
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

beck_idl=$(realpath "$1")
system_idl=$(realpath "$2")
public_include=$(realpath "$2/../include")
golden=$(realpath "$(dirname "$0")/golden")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

idl ()
{
  "$beck_idl" -I "$system_idl" "$@"
}

# fails_with TEXT ARGUMENT...: exit status 1 and TEXT on standard error.
fails_with ()
{
  local text=$1 status=0
  shift
  idl "$@" >out.txt 2>err.txt || status=$?
  cat err.txt
  [ "$status" = 1 ] && grep -qF -- "$text" err.txt
}

# fresh: an empty directory to work in
fresh ()
{
  local dir
  dir=$(mktemp -d "$work/XXXXXX")
  cd "$dir"
}

files_are ()
{
  [ "$(find . -mindepth 1 -printf '%P\n' | sort | tr '\n' ' ')" = "$*${*:+ }" ]
}

# none COMMAND...: the command finds nothing.
none ()
{
  if "$@" | grep .; then
    return 1
  fi
}

good='import "unknwn.idl"; typedef long T;'

header_and_identifiers_are_the_default ()
{
  fresh
  echo "$good" >a.idl
  idl a.idl
  files_are a.h a.idl a_i.c
}
claim "the header and the identifiers are the default" header_and_identifiers_are_the_default

outputs_go_where_told ()
{
  fresh
  mkdir in out
  echo "$good" >in/a.idl
  idl in/a.idl -o out --header b.h --iid c.c
  files_are in in/a.idl out out/b.h out/c.c
  idl in/a.idl --output-dir=out --emit=header
  files_are in in/a.idl out out/a.h out/b.h out/c.c
}
claim "outputs go where they are told" outputs_go_where_told

an_error_leaves_everything_as_it_was ()
{
  fresh
  echo 'typedef Nothing T;' >a.idl
  echo old >a.h
  fails_with "a.idl:1:9: error: unknown type 'Nothing'" a.idl --depfile a.d
  rm out.txt err.txt
  files_are a.h a.idl
  [ "$(cat a.h)" = old ]
}
claim "an error leaves everything as it was" an_error_leaves_everything_as_it_was

a_failed_write_leaves_nothing_half_done ()
{
  fresh
  echo "$good" >a.idl
  mkdir a_i.c
  fails_with "a_i.c" a.idl
  rm out.txt err.txt
  none find . -name '*.??????'
  fails_with "No such file" a.idl -o nowhere
  none find . -name nowhere
}
claim "a failed write leaves nothing half done" a_failed_write_leaves_nothing_half_done

a_directory_in_the_way_leaves_the_others_as_they_were ()
{
  fresh
  echo "$good" >a.idl
  echo old >a.h
  mkdir a_i.c
  fails_with "a_i.c: Is a directory" a.idl --depfile a.d
  rm out.txt err.txt
  files_are a.h a.idl a_i.c
  [ "$(cat a.h)" = old ]
}
claim "a directory in the way leaves the other outputs as they were" \
  a_directory_in_the_way_leaves_the_others_as_they_were

# Only files of our own: what is tried here must never reach a device of the machine.
what_is_no_regular_file_is_written_to ()
{
  fresh
  echo "$good" >a.idl
  mkfifo fifo
  cat fifo >received &
  idl a.idl --emit=header --header fifo
  wait $!
  [ -p fifo ]
  idl a.idl
  cmp received a.h
  if mknod null c 1 3 2>/dev/null && : 2>/dev/null >null; then
    idl a.idl --depfile null --header null --iid null
    [ -c null ]
  fi
  idl a.idl --emit=header --header /dev/stdout | cmp - a.h
}
claim "what is no regular file is written to, not replaced" what_is_no_regular_file_is_written_to

links_are_followed ()
{
  fresh
  mkdir real
  echo "$good" >a.idl
  echo old >real/a.h
  ln -s real/a.h a.h
  ln -s real/new.c a_i.c
  ln -s real directory
  idl a.idl --depfile directory/a.d
  [ -L a.h ] && [ -L a_i.c ]
  files_are a.h a.idl a_i.c directory real real/a.d real/a.h real/new.c
  grep -q 'typedef LONG T;' real/a.h
  ln -s circle circle
  fails_with "circle: Too many" a.idl --header circle
}
claim "symbolic links are followed" links_are_followed

outputs_replace_neither_inputs_nor_each_other ()
{
  fresh
  mkdir sub
  echo "$good" >sub/b.idl
  printf '#include "c.h"\nimport "sub/b.idl";\n' >a.idl
  echo '/**/' >c.h
  ln -s a.idl link
  ln c.h hard
  cp -r . ../before
  fails_with "a.idl: this output is the same file as an input" a.idl --header a.idl
  fails_with "link: this output" a.idl --iid link
  fails_with "hard: this output" a.idl --depfile hard
  fails_with "sub/../sub/b.idl: this output" a.idl --depfile sub/../sub/b.idl
  fails_with "same.h: this output is the same file as another output" a.idl --header same.h --iid same.h
  fails_with "a.h: this output" a.idl --depfile "$PWD/sub/../a.h"
  rm out.txt err.txt
  diff -r . ../before
}
claim "outputs replace neither inputs nor each other" outputs_replace_neither_inputs_nor_each_other

usage_errors_are_reported ()
{
  fresh
  echo "$good" >a.idl
  fails_with "exactly one FILE.idl"
  fails_with "exactly one FILE.idl" a.idl a.idl
  fails_with "Unknown option" --no-such-option a.idl
  fails_with "'object'" --emit=header,object a.idl
  fails_with "-Wextra" -Wextra a.idl
  fails_with "missing.idl" missing.idl
  rm out.txt err.txt
  files_are a.idl
}
claim "usage errors are reported" usage_errors_are_reported

version_and_help_succeed ()
{
  idl --version | grep -qE '^beck-idl [0-9.]+$'
  idl --help | grep -q -- --depfile
}
claim "--version and --help succeed" version_and_help_succeed

macros_and_includes_work ()
{
  fresh
  mkdir include
  echo 'typedef SIZE FromHeader;' >include/types.h
  printf '#include "types.h"\n#ifndef OFF\ntypedef long On;\n#endif\n' >a.idl
  idl -Iinclude -DSIZE=short -D OFF a.idl
  grep -q 'typedef SHORT FromHeader;' a.h
  none grep 'On;' a.h
  idl -I include -DSIZE=hyper -DOFF -UOFF a.idl
  grep -q 'typedef LONGLONG FromHeader;' a.h
  grep -q 'On;' a.h
}
claim "macros and includes work" macros_and_includes_work

macros_do_not_cross_imports ()
{
  fresh
  printf '#define A long\nimport "b.idl";\ntypedef A T;\n#ifdef B\n#error B leaked out\n#endif\n' >a.idl
  printf '#ifdef A\n#error A leaked in\n#endif\n#define B short\ntypedef B FromB;\n' >b.idl
  idl a.idl
}
claim "macros do not cross imports" macros_do_not_cross_imports

one_file_by_two_paths_is_one ()
{
  fresh
  mkdir sub
  echo 'typedef struct { long a; } FromB;' >sub/b.idl
  ln -s sub/b.idl link.idl
  echo 'import "sub/b.idl", "sub/../sub/b.idl", "link.idl"; import "../sub/./b.idl";' >sub/a.idl
  printf 'import "sub/a.idl", "%s/sub/b.idl", "main.idl", "%s/main.idl"; typedef FromB T;\n' \
    "$PWD" "$PWD" >main.idl
  idl -I . main.idl
}
claim "one file by two paths is one" one_file_by_two_paths_is_one

positions_survive_the_preprocessor ()
{
  fresh
  printf '#define WIDTH 4\n/* a\n * comment */\nconst   long   a = WIDTH + nothing;\n' >a.idl
  fails_with "a.idl:4:28: error: 'nothing' is not declared" a.idl
  printf 'typedef\n  Nothing nothing;\n' >b.h
  printf '\n#include "b.h"\n' >a.idl
  fails_with "b.h:2:3: error: unknown type 'Nothing'" a.idl
}
claim "positions survive the preprocessor" positions_survive_the_preprocessor

a_missing_preprocessor_matters_only_where_needed ()
{
  fresh
  echo "$good" >a.idl
  printf '#define A 1\n' >b.idl
  idl --cpp /nonexistent/cpp a.idl
  fails_with "cannot run the C preprocessor" --cpp /nonexistent/cpp b.idl
  fails_with "cannot run the C preprocessor" --cpp /nonexistent/cpp -DX a.idl
  printf '#error Do not compile this.\n' >c.idl
  fails_with "Do not compile this." c.idl
}
claim "a missing preprocessor matters only where one is needed" \
  a_missing_preprocessor_matters_only_where_needed

preprocessor_errors_have_their_places ()
{
  fresh
  printf '#include "missing.h"\n' >a.idl
  fails_with "a.idl:1:10: error: missing.h: No such file" a.idl
  # What can be read is compiled.
  printf 'typedef Nothing A;\n#if 1\ntypedef Nothing B;\n' >b.idl
  fails_with "b.idl:2:1: error: unterminated #if" b.idl
  grep -q 'b.idl:1:9: error: unknown type' err.txt
  grep -q 'b.idl:3:9: error: unknown type' err.txt
  sort -t: -n -k2 err.txt | diff err.txt -
  printf '#warning Take care.\ntypedef long T;\n' >c.idl
  idl c.idl 2>err.txt
  grep -q 'c.idl:1:2: warning: .*Take care' err.txt
  fails_with "c.idl:1:2: error: " -Werror c.idl
  fails_with "preprocessing a.idl failed: no words" --cpp "sh -c 'echo no words >&2; exit 3'" a.idl
  fails_with "it wrote more than 64 MiB" --cpp "sh -c 'yes'" a.idl
}
claim "errors of the preprocessor have their places" preprocessor_errors_have_their_places

names_of_cplusplus_leave_a_header_for_c ()
{
  fresh
  cat >a.idl <<'END'
import "unknwn.idl";
struct template { long namespace; };
[object, uuid (00000000-0000-0000-0000-000000000001)]
interface IThing : IUnknown
{
  HRESULT delete ([in] long this, [in] struct template *class, [in] long lpVtbl);
}
END
  idl a.idl 2>err.txt
  [ "$(grep -c 'is a keyword of C++' err.txt)" = 5 ]
  idl "$system_idl/wtypes.idl"
  idl "$system_idl/unknwn.idl"
  echo '#include "a.h"' >a.c
  # shellcheck disable=SC2046
  ${CC:-cc} $(pkg-config --cflags glib-2.0) -I. -I"$public_include" -DCOBJMACROS -std=c11 \
    -Wall -Wextra -pedantic -Werror -fsyntax-only a.c
}
claim "keywords of C++ leave a header for C" names_of_cplusplus_leave_a_header_for_c

only_regular_files_are_read ()
{
  fresh
  mkfifo fifo
  echo 'import "fifo"; typedef long T;' >a.idl
  fails_with "fifo: not a regular file" fifo
  fails_with "/dev/zero: not a regular file" /dev/zero
  fails_with "a.idl:1:8: error: fifo: not a regular file" a.idl
  echo "$good" >b.idl
  fails_with "fifo: not a regular file" b.idl --acf fifo
}
claim "only regular files are read" only_regular_files_are_read

utf_16_is_one_error ()
{
  fresh
  iconv -t UTF-16 "$system_idl/unknwn.idl" >a.idl
  printf '#if 1\nimport "unknwn.idl";\n#endif\n' | iconv -t UTF-16LE >b.idl
  for file in a.idl b.idl; do
    fails_with "$file:1:1: error: the file is UTF-16; save it as UTF-8" "$file"
    [ "$(wc -l <err.txt)" = 1 ]
  done
}
claim "UTF-16 is one error" utf_16_is_one_error

# A macro nobody uses sends every file through the preprocessor.
preprocessing_changes_nothing_without_directives ()
{
  fresh
  mkdir plain processed
  for file in "$golden"/*.idl "$system_idl"/*.idl; do
    idl "$file" -o plain
    idl -D UNUSED_NAME=1 "$file" -o processed 2>err.txt
    none cat err.txt
  done
  diff -r plain processed
}
claim "preprocessing changes nothing where there are no directives" \
  preprocessing_changes_nothing_without_directives

two_runs_give_the_same_bytes ()
{
  fresh
  mkdir one two
  for file in "$golden"/*.idl "$system_idl"/*.idl; do
    idl "$file" -o one --depfile one.d
    idl "$file" -o two --depfile two.d
  done
  diff -r one two
  none grep -rF "$system_idl" one --include=*.h --include=*.c
}
claim "two runs give the same bytes" two_runs_give_the_same_bytes

the_depfile_names_all_inputs ()
{
  fresh
  mkdir sub out
  echo 'typedef long FromC;' >sub/c.idl
  echo 'typedef long FromD;' >d.h
  printf 'import "sub/c.idl";\n#include "d.h"\n[uuid (00000000-0000-0000-0000-000000000001)]\ninterface I { }\n' \
    >a.idl
  echo '[auto_handle] interface I { }' >a.acf
  idl -I. a.idl -o out --depfile out/a.d
  cat >expected <<'END'
out/a.h out/a_i.c: \
  a.idl \
  d.h \
  sub/c.idl \
  a.acf
END
  diff expected out/a.d
}
claim "the depfile names all inputs" the_depfile_names_all_inputs

make_understands_the_depfile ()
{
  fresh
  local name='strange $ name # 1.idl'
  mkdir 'in put'
  echo 'typedef long FromB;' >'in put/b c.idl'
  echo 'import "in put/b c.idl"; typedef FromB T;' >"$name"
  idl "$name" --header a.h --iid a_i.c --depfile a.d
  printf 'include a.d\na.h:\n\ttouch $@\n' >Makefile
  make -q a.h
  touch -d '+1 hour' 'in put/b c.idl'
  [ "$(make -n a.h)" = 'touch a.h' ]
}
if command -v make >/dev/null; then
  claim "make understands the depfile" make_understands_the_depfile
fi

an_acf_can_be_named ()
{
  fresh
  printf '[uuid (00000000-0000-0000-0000-000000000001)]\ninterface I { void F (); }\n' >a.idl
  echo '[explicit_handle] interface I { }' >other.acf
  idl a.idl
  grep -q 'void F (void);' a.h
  idl a.idl --acf other.acf
  grep -q 'void F (handle_t IDL_handle);' a.h
  fails_with "cannot find 'missing.acf'" a.idl --acf missing.acf
}
claim "an ACF can be named" an_acf_can_be_named

warnings_become_errors ()
{
  fresh
  printf '[uuid (00000000-0000-0000-0000-000000000001)]\ninterface I { void F ([in, in] long a); }\n' \
    >a.idl
  idl a.idl 2>err.txt
  grep -q 'a.idl:2:28: warning: ' err.txt
  rm a.h a_i.c
  fails_with "a.idl:2:28: error: " -W error a.idl
  fails_with "a.idl:2:28: error: " -Werror a.idl
  [ ! -e a.h ]
}
claim "warnings become errors" warnings_become_errors

all_errors_are_found_in_one_run ()
{
  fresh
  printf 'const long a = ;\ntypedef Nothing T;\nstruct S { long a, a; };\nconst long b = 1 / 0;\n' >a.idl
  fails_with "a.idl:1:16: error: " a.idl
  [ "$(grep -c ': error: ' err.txt)" = 4 ]
}
claim "all errors are found in one run" all_errors_are_found_in_one_run

junk_is_refused ()
{
  fresh
  cp "$(command -v bash)" junk.idl
  fails_with "too many errors" --cpp /nonexistent/cpp junk.idl ||
    fails_with "error: " junk.idl
  mkdir directory.idl
  fails_with "error: " directory.idl
  truncate -s 65M large.idl
  fails_with "larger than 64 MiB" large.idl
}
claim "junk is refused" junk_is_refused

system_interfaces_are_found_beside_the_command ()
{
  fresh
  mkdir -p usr/bin usr/share/beck-1/idl
  cp "$beck_idl" usr/bin
  cp "$system_idl"/*.idl usr/share/beck-1/idl
  echo "$good" >a.idl
  usr/bin/beck-idl a.idl
}
claim "the system interfaces are found beside the command" \
  system_interfaces_are_found_beside_the_command

old_names ()
{
  fresh
  idl "$1" --emit=header,client,server "$golden/rpc.idl" \
    && grep -q 'RPC_IF_HANDLE calculator_ClientIfHandle = ' rpc_c.c \
    && grep -q 'RPC_IF_HANDLE calculator_ServerIfHandle = ' rpc_s.c \
    && grep -q '} calculator_SERVER_EPV;' rpc.h && ! grep -q ifspec rpc.h rpc_c.c rpc_s.c
}

claim "--oldnames leaves the version out of names" old_names --oldnames
claim "-oldnames is the same" old_names -oldnames

# prefixed WORD...: managers and stubs have names of their own, the vector has none in front
prefixed ()
{
  fresh
  idl "$@" --emit=header,client,server "$golden/rpc.idl" \
    && grep -q ' c_Add (' rpc.h && grep -q ' s_Add (' rpc.h && grep -q '(\*Add) (' rpc.h \
    && grep -q '^c_Add (' rpc_c.c && ! grep -q 's_Add' rpc_c.c \
    && grep -q '  \.Add = s_Add,' rpc_s.c && ! grep -q 'c_Add' rpc_s.c
}

claim "--prefix names stubs and managers" prefixed --prefix=client=c_ --prefix=server=s_
claim "/prefix is the same" prefixed /prefix client c_ server s_
claim "--prefix wants to know whose" fails_with "client=TEXT" --prefix=me=x_ "$golden/rpc.idl"

words_of_midl_are_understood ()
{
  fresh
  echo "$good" >a.idl
  : >b.acf
  idl /app_config -ms_ext /c_ext /Oicf /env win32 /char unsigned /W4 /nologo \
    /acf b.acf /header other.h /I /nowhere a.idl && [ -e other.h ]
}
claim "words of MIDL are understood" words_of_midl_are_understood

a_file_may_begin_with_a_slash ()
{
  fresh
  echo "$good" >a.idl
  idl "$PWD/a.idl" && [ -e a.h ]
}
claim "a file may begin with a slash" a_file_may_begin_with_a_slash

tap_end
