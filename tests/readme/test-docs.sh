#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The documents hang together: links lead somewhere, and the index knows each page.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/tap.sh
. "$root/tests/tap.sh"
cd "$root"

links_lead_somewhere ()
{
  local target missing=0
  while read -r target; do
    [[ -e $(dirname "$1")/$target ]] || { echo "$1: $target"; missing=1; }
  done < <(grep -oP '\]\(\K[^)#:]+(?=[)#])' "$1")
  ((missing == 0))
}

index_knows ()
{
  grep -F "](${1#docs/})" docs/README.md
}

for page in README.md docs/*.md */*/README.md; do
  claim "the links of $page" links_lead_somewhere "$page"
done
for page in docs/*.md; do
  [[ $page == docs/README.md ]] || claim "the index knows $page" index_knows "$page"
done
tap_end
