#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Samba's Python bindings call a server of rpcecho: echo and management, over TCP and locally.

They cannot make pointers to pointers to pointers; TestDoublePointer is for the others.

usage: test-samba-python.py SERVER
"""

import os
import sys
import threading

import peers
import samba_peer

peers.use_own_network()
try:
    from samba import NTSTATUSError, WERRORError
    from samba.dcerpc import echo, mgmt
    from samba.param import LoadParm
except ImportError:
    peers.skip_all("Samba's Python bindings are not installed")

RPCECHO = "60a15ec5-4de8-11d7-a637-005056a20182"


class Scene:
    """Claims about the server that a string binding leads to."""

    def claim_AddOne(binding, lp):
        conn = echo.rpcecho(binding, lp)
        for number in range(500):
            peers.equal(conn.AddOne(number), number + 1)

    def claim_EchoData(binding, lp):
        data = [i & 0xFF for i in range(150_000)]
        peers.equal(echo.rpcecho(binding, lp).EchoData(data), data)

    def claim_SourceData_and_SinkData(binding, lp):
        conn = echo.rpcecho(binding, lp)
        data = conn.SourceData(100_000)
        peers.equal(data, [i & 0xFF for i in range(100_000)])
        conn.SinkData(data)

    def claim_TestCall(binding, lp):
        text = "höchst ungewöhnlich \u20ac"
        peers.equal(echo.rpcecho(binding, lp).TestCall(text), text)

    def claim_TestCall2(binding, lp):
        conn = echo.rpcecho(binding, lp)
        peers.equal([conn.TestCall2(level).v for level in (1, 2, 3, 4)], [10, 20, 30, 40])
        five, six, seven = (conn.TestCall2(level) for level in (5, 6, 7))
        peers.equal((five.v1, five.v2), (50, 60))
        peers.equal((six.v1, six.info1.v), (70, 80))
        peers.equal((seven.v1, seven.info4.v), (80, 90))

    def claim_TestSleep(binding, lp):
        peers.equal(echo.rpcecho(binding, lp).TestSleep(0), 0)

    def claim_TestSurrounding(binding, lp):
        data = echo.Surrounding()
        data.x, data.surrounding = 4, [1, 2, 3, 4]
        peers.equal(echo.rpcecho(binding, lp).TestSurrounding(data).surrounding, 8 * [0])

    def claim_two_contexts_share_a_connection(binding, lp):
        first = echo.rpcecho(binding, lp)
        second = echo.rpcecho(binding, lp, basis_connection=first)
        peers.equal((first.AddOne(1), second.AddOne(2), first.AddOne(3)), (2, 3, 4))

    def claim_an_opnum_out_of_range_is_refused(binding, lp):
        conn = echo.rpcecho(binding, lp)
        try:
            conn.request(200, b"")
            raise AssertionError("answered")
        except NTSTATUSError as error:
            peers.equal(error.args[0] & 0xFFFFFFFF, 0xC002002E)  # RPC_PROCNUM_OUT_OF_RANGE
        peers.equal(conn.AddOne(1), 2)

    def claim_threads_call_side_by_side(binding, lp):
        failures = []

        def client():
            try:
                conn = echo.rpcecho(binding, lp)
                peers.equal([conn.AddOne(i) for i in range(100)], list(range(1, 101)))
            except Exception as error:  # pylint: disable=broad-except
                failures.append(error)

        threads = [threading.Thread(target=client) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        peers.equal(failures, [])


class Management:
    """Claims about what every endpoint offers."""

    def claim_the_server_listens(binding, lp):
        peers.equal(mgmt.mgmt(binding, lp).is_server_listening(), (0, 1))

    def claim_its_interfaces_are_told(binding, lp):
        ids = mgmt.mgmt(binding, lp).inq_if_ids()
        peers.equal(RPCECHO in [str(entry.id.uuid) for entry in ids.if_id], True)

    def claim_calls_are_counted(binding, lp):
        conn = mgmt.mgmt(binding, lp)
        before = conn.inq_stats(4, 0).statistics
        after = conn.inq_stats(4, 0).statistics
        peers.equal(len(after), 4)
        assert after[0] > before[0], (before, after)

    def claim_nobody_stops_it_from_afar(binding, lp):
        try:
            mgmt.mgmt(binding, lp).stop_server_listening()
            raise AssertionError("stopped")
        except WERRORError as error:
            peers.equal(error.args[0], 5)
        peers.equal(mgmt.mgmt(binding, lp).is_server_listening(), (0, 1))


def main():
    claims = peers.Claims()
    ports = []
    with samba_peer.configured() as directory, peers.capturing(claims, ports), \
            peers.serving(sys.argv[1], "--listen", "ncacn_ip_tcp", "--listen", "ncalrpc:rpcecho",
                          BECK_NCALRPC_DIR=str(directory / "ncalrpc")) as server:
        ports.append(server.port())
        os.environ["SMB_CONF_PATH"] = str(directory / "smb.conf")
        lp = LoadParm()
        lp.load(str(directory / "smb.conf"))
        tcp = f"ncacn_ip_tcp:127.0.0.1[{server.port()}]"
        claims.check_all(Scene, tcp, lp)
        if not sys.argv[1].endswith(".py"):
            claims.check_all(Management, tcp, lp)
            for scene in (Scene, Management):
                claims.check_all(scene, f"ncalrpc:[{server.local_name()}]", lp)
    claims.end()


if __name__ == "__main__":
    main()
