#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Impacket calls a server of rpcecho.

usage: test-impacket.py SERVER
"""

import contextlib
import struct
import sys
import threading

import peers

peers.use_own_network()
try:
    from impacket.dcerpc.v5 import rpcrt, transport
    from impacket.uuid import uuidtup_to_bin
except ImportError:
    peers.skip_all("impacket is not installed")
import wire_truth  # pylint: disable=wrong-import-position

RPCECHO = uuidtup_to_bin(("60a15ec5-4de8-11d7-a637-005056a20182", "1.0"))
NEWER = uuidtup_to_bin(("60a15ec5-4de8-11d7-a637-005056a20182", "1.1"))
UNKNOWN = uuidtup_to_bin(("6e1f3a52-0c4b-4d0f-9a51-0a6a7c2f9bff", "1.0"))
MGMT = uuidtup_to_bin(("afa8bd80-7d8a-11c9-bef4-08002b102989", "1.0"))
ADD_ONE, ECHO_DATA, SINK_DATA, SOURCE_DATA, TEST_CALL2, TEST_SLEEP = 0, 1, 2, 3, 5, 6


# ---- Calls ----

@contextlib.contextmanager
def connected(port, interface=RPCECHO, **options):
    dce = transport.DCERPCTransportFactory(f"ncacn_ip_tcp:127.0.0.1[{port}]").get_dce_rpc()
    dce.get_rpc_transport().set_connect_timeout(peers.WAIT)
    dce.connect()
    try:
        dce.get_rpc_transport().get_socket().settimeout(peers.WAIT)
        dce.bind(interface, **options)
        yield dce
    finally:
        dce.disconnect()


def call(dce, opnum, data, **options):
    dce.call(opnum, data, **options)
    return dce.recv()


def add_one(dce, number, **options):
    answer = call(dce, ADD_ONE, struct.pack("<I", number), **options)
    peers.equal(answer, struct.pack("<I", number + 1))


def fault_of(dce, opnum, data):
    try:
        answer = call(dce, opnum, data)
    except rpcrt.DCERPCException as error:
        return str(error)
    raise AssertionError(f"no fault but {peers.shorten(answer)}")


def pattern(size):
    return bytes((i * 7 + i // 251) & 0xFF for i in range(size))


def echo(dce, size):
    data = pattern(size)
    length = struct.pack("<I", size)
    peers.equal(call(dce, ECHO_DATA, length + length + data), length + data)


# ---- What is claimed ----

def check_row(port, opnum, request, response):
    with connected(port) as dce:
        answer = call(dce, opnum, bytes.fromhex(request))
        peers.equal(answer, bytes.fromhex(response))


class Scene:
    """Claims about the server at a port."""

    def claim_many_calls_use_one_connection(port):
        with connected(port) as dce:
            for number in range(1000):
                add_one(dce, number)

    def claim_big_requests_and_answers_come_in_fragments(port):
        with connected(port) as dce:
            for size in (4000, 4232, 4233, 4256, 4257, 8192, 100_003, 300_000, 1_000_000):
                echo(dce, size)

    def claim_small_fragments_are_put_together(port):
        with connected(port) as dce:
            for size in (1, 7, 64, 1024):
                dce.set_max_fragment_size(size)
                echo(dce, 5000)

    def claim_SourceData_gives_205000_bytes(port):
        with connected(port) as dce:
            answer = call(dce, SOURCE_DATA, struct.pack("<I", 205_000))
            peers.equal(answer, struct.pack("<I", 205_000)
                        + bytes(i & 0xFF for i in range(205_000)))

    def claim_SinkData_takes_a_megabyte(port):
        with connected(port) as dce:
            size = struct.pack("<I", 1 << 20)
            peers.equal(call(dce, SINK_DATA, size + size + bytes(1 << 20)), b"")

    def claim_another_context_is_added_by_alter(port):
        with connected(port) as first:
            second = first.alter_ctx(RPCECHO)
            for number in range(5):
                add_one(first, number)
                add_one(second, number + 100)

    def claim_management_is_offered_on_the_same_connection(port):
        with connected(port) as dce:
            try:
                mgmt = dce.alter_ctx(MGMT)
            except rpcrt.DCERPCException as reason:
                raise peers.Skip("the server has no management interface") from reason
            is_server_listening = 2
            peers.equal(call(mgmt, is_server_listening, b"").hex(), "0000000001000000")
            add_one(dce, 1)

    def claim_several_contexts_are_bound_at_once(port):
        with connected(port, bogus_binds=3) as dce:
            add_one(dce, 1)

    def claim_an_unknown_interface_is_refused(port):
        try:
            with connected(port, UNKNOWN):
                raise AssertionError("bound")
        except rpcrt.DCERPCException as error:
            assert "abstract_syntax_not_supported" in str(error), error

    def claim_a_newer_minor_version_is_refused(port):
        try:
            with connected(port, NEWER):
                raise AssertionError("bound")
        except rpcrt.DCERPCException as error:
            assert "abstract_syntax_not_supported" in str(error), error

    def claim_an_opnum_out_of_range_is_a_fault_and_no_more(port):
        with connected(port) as dce:
            for opnum in (10, 0xFFFF):
                fault = fault_of(dce, opnum, b"")
                assert "nca_s_op_rng_error" in fault, fault
            add_one(dce, 1)

    def claim_an_unknown_context_is_a_fault_and_no_more(port):
        with connected(port) as dce:
            dce.set_ctx_id(7)
            fault = fault_of(dce, ADD_ONE, bytes(4))
            assert "nca_s_unk_if" in fault, fault
            dce.set_ctx_id(0)
            add_one(dce, 1)

    def claim_a_stub_that_is_cut_is_a_fault_and_no_more(port):
        with connected(port) as dce:
            for _, opnum, request, _ in wire_truth.ROWS:
                whole = bytes.fromhex(request)
                for size in range(len(whole)):
                    fault_of(dce, opnum, whole[:size])
            add_one(dce, 1)

    def claim_a_level_without_an_arm_is_a_fault(port):
        with connected(port) as dce:
            fault = fault_of(dce, TEST_CALL2, struct.pack("<H", 8))
            assert "bad_stub_data" in fault, fault
            add_one(dce, 1)

    def claim_an_object_of_nobody_is_served(port):
        with connected(port) as dce:
            add_one(dce, 1, uuid=bytes(range(16)))

    def claim_connections_are_served_side_by_side(port):
        failures = []

        def client(number):
            try:
                with connected(port) as dce:
                    for i in range(30):
                        add_one(dce, number * 1000 + i)
                    echo(dce, 20_000 + number)
            except Exception as error:  # pylint: disable=broad-except
                failures.append(error)

        threads = [threading.Thread(target=client, args=(number,)) for number in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        peers.equal(failures, [])

    def claim_a_call_that_sleeps_holds_up_nobody(port):
        with connected(port) as sleeper, connected(port) as other:
            sleeper.call(TEST_SLEEP, struct.pack("<I", 2))
            for number in range(100):
                add_one(other, number)
            peers.equal(sleeper.recv(), struct.pack("<I", 2))

    def claim_whoever_leaves_in_the_middle_harms_nobody(port):
        for _ in range(20):
            with connected(port) as dce:
                dce.call(TEST_SLEEP, struct.pack("<I", 100_000))
            with connected(port) as dce:
                dce.call(SOURCE_DATA, struct.pack("<I", 200_000))
        with connected(port) as dce:
            add_one(dce, 1)


def main():
    claims = peers.Claims()
    ports = []
    with peers.capturing(claims, ports), peers.serving(sys.argv[1], "--listen",
                                                       "ncacn_ip_tcp") as server:
        ports.append(server.port())
        for name, *row in wire_truth.ROWS:
            claims.check(name, check_row, server.port(), *row)
        claims.check_all(Scene, server.port())
    claims.end()


if __name__ == "__main__":
    main()
