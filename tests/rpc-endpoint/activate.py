#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Becomes a beckd that is passed a TCP and a local socket, as a service manager would.

usage: activate.py BECKD PATH self|other
"""

import os
import socket
import sys

command, path, whose = sys.argv[1:]
listeners = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)]
listeners[1].bind(path)
listeners[1].listen()
# Out of the way of each other, then to where they belong.
high = [os.dup2(listener.fileno(), 100 + i) for i, listener in enumerate(listeners)]
for number, descriptor in enumerate(high):
    os.dup2(descriptor, 3 + number, inheritable=True)
os.environ["LISTEN_FDS"] = "2"
os.environ["LISTEN_PID"] = str(os.getpid() if whose == "self" else 1)
os.execv(command, [command, "--port", "0"])
