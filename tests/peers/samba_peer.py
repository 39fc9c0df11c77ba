# SPDX-License-Identifier: LGPL-2.1-or-later
"""Samba, with files of its own: nothing of this machine's is read or written."""

import contextlib
import pathlib
import tempfile

DIRECTORIES = ("private", "lock", "state", "cache", "pid", "ncalrpc", "log")


@contextlib.contextmanager
def configured():
    """A directory with smb.conf; its ncalrpc is where both sides have their local endpoints."""
    with tempfile.TemporaryDirectory(prefix="beck-samba-") as name:
        directory = pathlib.Path(name)
        lines = ["[global]", "workgroup = BECK", "netbios name = BECK",
                 "server role = standalone", "interfaces = 127.0.0.1/8",
                 "rpc start on demand helpers = no",
                 f"log file = {directory}/log/log"]
        for kind in DIRECTORIES:
            (directory / kind).mkdir()
            word = "dir" if kind in ("private", "ncalrpc") else "directory"
            if kind != "log":
                lines.append(f"{kind} {word} = {directory}/{kind}")
        (directory / "smb.conf").write_text("\n".join(lines) + "\n")
        yield directory
