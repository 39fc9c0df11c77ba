#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Samba's acceptance test of rpcecho, against a server of it.

usage: test-smbtorture.py SERVER
"""

import re
import sys

import peers
import samba_peer

peers.use_own_network()
peers.need("smbtorture")

TESTS = ["addone", "sinkdata", "echodata", "sourcedata", "testcall", "testcall2", "enum",
         "surrounding", "doublepointer", "sleep"]


def torture(directory, binding):
    """All of rpc.echo; what came of each of its tests."""
    try:
        said = peers.run("smbtorture", "-s", directory / "smb.conf", "-U%", binding, "rpc.echo")
    except AssertionError as failure:
        said = str(failure)
    print(said, file=sys.stderr)
    return dict((name, result)
                for result, name in re.findall(r"^(\w+): echo\.(\w+)", said, re.MULTILINE)
                if result != "test")


def succeeded(results, name):
    peers.equal(results.get(name), "success")


def bindings(server):
    tcp = f"ncacn_ip_tcp:127.0.0.1[{server.port()}"
    yield "tcp", f"{tcp}]"
    if sys.argv[1].endswith(".py"):
        return
    yield "tcp_bigendian", f"{tcp},bigendian]"
    yield "local", f"ncalrpc:[{server.local_name()}]"
    yield "local_bigendian", f"ncalrpc:[{server.local_name()},bigendian]"


def main():
    claims = peers.Claims()
    ports = []
    with samba_peer.configured() as directory, peers.capturing(claims, ports), \
            peers.serving(sys.argv[1], "--listen", "ncacn_ip_tcp", "--listen", "ncalrpc:rpcecho",
                          BECK_NCALRPC_DIR=str(directory / "ncalrpc")) as server:
        ports.append(server.port())
        for kind, binding in bindings(server):
            results = torture(directory, binding)
            for test in TESTS:
                claims.check(f"{kind}_{test}", succeeded, results, test)
    claims.end()


if __name__ == "__main__":
    main()
