#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a command on a terminal of its own and types answers.

usage: terminal.py [PROMPT ANSWER]... -- COMMAND [ARGUMENT]...

Waits for each PROMPT and types ANSWER and a line end; an ANSWER of "^C" or "^D" is that key. All that is on
the screen goes to standard output. Ends with the command's status, or 125 if a prompt does not come.
"""

import os
import pty
import select
import sys
import time


class Screen:
    def __init__(self, fd):
        self.fd = fd
        self.text = b""

    def more(self, deadline):
        ready, _, _ = select.select([self.fd], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self.fd, 4096)
        except OSError:  # the command has closed its end
            return False
        self.text += data
        sys.stdout.buffer.write(data)
        return data != b""

    def wait_for(self, prompt, after):
        deadline = time.monotonic() + 30
        while self.text.find(prompt, after) < 0:
            if not self.more(deadline):
                return -1
        return self.text.find(prompt, after) + len(prompt)


def main():
    split = sys.argv.index("--")
    words, command = sys.argv[1:split], sys.argv[split + 1:]
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    screen, at = Screen(fd), 0
    for prompt, answer in zip(words[::2], words[1::2]):
        at = screen.wait_for(prompt.encode(), at)
        if at < 0:
            print(f"terminal.py: no '{prompt}'", file=sys.stderr)
            os.close(fd)
            os.waitpid(pid, 0)
            return 125
        keys = {"^C": b"\x03", "^D": b"\x04"}.get(answer, answer.encode() + b"\n")
        os.write(fd, keys)
    while screen.more(time.monotonic() + 30):
        pass
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


sys.exit(main())
