#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Counts single tests in the log of `meson test`.

usage: count-tests.py TESTLOG.json

meson counts programs. A check program holds many tests, and what is of interest is how
many of those passed; so this reads the TAP that each program printed. Prints
"PASSED FAILED SKIPPED" to standard output, and what failed, with the end of its error
output, to standard error.

A program that did not end as it should (a crash, a time-out, a plan that was not kept,
an exit status that says more than "a test failed") is one failure more than the tests
that it reported, so that tests which never ran cannot pass for nothing.
"""

import json
import re
import sys

RESULT = re.compile(r'(not )?ok\b([^#]*)(?:#\s*(SKIP)?.*)?', re.IGNORECASE)
PLAN = re.compile(r'1\.\.(\d+)')
ERROR_LINES = 40


class Program:
    """The outcome of one test program."""

    def __init__(self, record):
        self.name = record['name']
        self.returncode = record['returncode']
        self.outcome = record['result']
        self.stderr = record.get('stderr') or ''
        self.passed = 0
        self.skipped = 0
        self.failures = []
        self.plan = None
        for line in (record['stdout'] or '').splitlines():
            self.read_line(line)
        self.judge()

    def read_line(self, line):
        result = RESULT.match(line)
        plan = PLAN.match(line)
        if plan:
            self.plan = int(plan[1])
        elif result is None:
            return
        elif result[3]:
            self.skipped += 1
        elif result[1]:
            self.failures.append(line)
        else:
            self.passed += 1

    def judge(self):
        """Holds the way the program ended against what it reported."""
        reported = self.passed + self.skipped + len(self.failures)
        if reported == 0 and self.plan is None:
            self.judge_without_tap()
        elif (self.plan != reported or self.returncode not in (0, 1)
              or self.outcome in ('TIMEOUT', 'INTERRUPT')
              or (self.outcome != 'OK' and self.outcome != 'SKIP' and not self.failures)):
            self.failures.append(f'{self.outcome}, exit status {self.returncode}, '
                                 f'{reported} of {self.plan} tests reported')
        elif reported == 0:
            self.skipped += 1

    def judge_without_tap(self):
        """A plain program; 77 is its way to say that it could not run."""
        if self.outcome == 'OK':
            self.passed += 1
        elif self.outcome == 'SKIP' and self.returncode == 77:
            self.skipped += 1
        else:
            self.failures.append(f'{self.outcome}, exit status {self.returncode}')

    def complain(self):
        for failure in self.failures:
            print(f'{self.name}: {failure}', file=sys.stderr)
        for line in self.stderr.splitlines()[-ERROR_LINES:]:
            print(f'  {line}', file=sys.stderr)


def main():
    with open(sys.argv[1], encoding='utf-8') as log:
        programs = [Program(json.loads(line)) for line in log]
    for program in programs:
        if program.failures:
            program.complain()
    print(sum(p.passed for p in programs), sum(len(p.failures) for p in programs),
          sum(p.skipped for p in programs))


if __name__ == '__main__':
    main()
