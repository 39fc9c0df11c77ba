#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Does tools/count-tests.py count the truth? Above all: is nothing that went wrong passed
over because the program did not live to report it?

usage: test-count.py COUNT-TESTS.PY
"""

import json
import subprocess
import sys

# What is claimed; what the program printed; its outcome as meson names it; its exit status;
# how many passed, failed and were skipped.
CLAIMS = [
    ('each test counts', 'ok 1 - a\nok 2 - b\n1..2\n', 'OK', 0, (2, 0, 0)),
    ('each failure counts', 'ok 1 - a\nnot ok 2 - b\n1..2\n', 'ERROR', 1, (1, 1, 0)),
    ('a crash is a failure', 'ok 1 - a\n', 'ERROR', -11, (1, 1, 0)),
    ('a crash after a failure is one more', 'not ok 1 - a\n', 'ERROR', -6, (0, 2, 0)),
    ('a time-out is a failure', 'ok 1 - a\n', 'TIMEOUT', -9, (1, 1, 0)),
    ('a time-out after the plan is a failure', 'ok 1 - a\n1..1\n', 'TIMEOUT', -9, (1, 1, 0)),
    ('a plan not kept is a failure', 'ok 1 - a\n1..3\n', 'ERROR', 0, (1, 1, 0)),
    ('an early exit is a failure', 'ok 1 - a\n', 'OK', 0, (1, 1, 0)),
    ('silence is a failure', '', 'SKIP', 0, (0, 1, 0)),
    ('an exit status for memory errors is a failure', 'ok 1 - a\n1..1\n', 'ERROR', 99, (1, 1, 0)),
    ('giving up is a failure', 'Bail out!\n', 'ERROR', 1, (0, 1, 0)),
    ('a skipped test is neither', 'ok 1 - a # SKIP no\nok 2\n1..2\n', 'OK', 0, (1, 0, 1)),
    ('a skipped program is neither', '1..0 # SKIP no\n', 'SKIP', 0, (0, 0, 1)),
    ('a plain program counts as one', 'hello\n', 'OK', 0, (1, 0, 0)),
    ('a plain program can fail', 'hello\n', 'FAIL', 3, (0, 1, 0)),
    ('a plain program can be skipped', '', 'SKIP', 77, (0, 0, 1)),
]


def count(stdout, outcome, status):
    record = {'name': 'x', 'stdout': stdout, 'result': outcome, 'returncode': status}
    output = subprocess.run([sys.executable, sys.argv[1], '/dev/stdin'], input=json.dumps(record) + '\n',
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True,
                            encoding='utf-8').stdout
    return tuple(int(number) for number in output.split())


def main():
    failed = 0
    for number, (claim, *program, expected) in enumerate(CLAIMS, 1):
        counted = count(*program)
        print('ok' if counted == expected else 'not ok', number, '-', claim)
        if counted != expected:
            print(f'counted {counted} instead of {expected}', file=sys.stderr)
            failed += 1
    print(f'1..{len(CLAIMS)}')
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
