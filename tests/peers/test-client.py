#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our client calls servers of rpcecho: one made of impacket, and our own.

usage: test-client.py ECHO_CLIENT SERVER...
"""

import pathlib
import sys

import peers

peers.use_own_network()


def said_by(client, binding, **environment):
    """What the client says of each claim, with the reasons."""
    try:
        said = peers.run(client, binding, **environment)
    except AssertionError as failure:
        said = str(failure)
    print(said, file=sys.stderr)
    return said.splitlines()


def check_client(claims, name, said):
    names = [line.split()[-1] for line in said if line.startswith(("ok ", "not ok "))]
    claims.check(f"{name}_is_called_to_the_end", peers.equal, len(names), 12)
    for claim in names:
        claims.check(f"{name}_{claim}", peers.equal, f"ok {claim}" in said, True)


def importable():
    try:
        import impacket.dcerpc.v5.rpcrt  # pylint: disable=import-outside-toplevel,unused-import
        return True
    except ImportError:
        return False


def main():
    claims = peers.Claims()
    ports = []
    with peers.capturing(claims, ports):
        for command in sys.argv[2:]:
            name = pathlib.Path(command).stem.replace("-", "_")
            if name == "stranger" and not importable():
                claims.check(name, skip, "impacket is not installed")
                continue
            with peers.serving(command, "--listen", "ncacn_ip_tcp") as server:
                ports.append(server.port())
                said = said_by(sys.argv[1], f"ncacn_ip_tcp:127.0.0.1[{server.port()}]")
                check_client(claims, name, said)
    claims.end()


def skip(reason):
    raise peers.Skip(reason)


if __name__ == "__main__":
    main()
