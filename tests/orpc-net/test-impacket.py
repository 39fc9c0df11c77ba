#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Impacket's DCOM calls an object whose reference a server has printed.

usage: test-impacket.py SERVER
"""

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "peers"))
import peers  # pylint: disable=wrong-import-position

peers.use_own_network()
try:
    from impacket.dcerpc.v5 import dcomrt, rpcrt, transport
    from impacket.dcerpc.v5.dtypes import LONG, ULONG
    from impacket.dcerpc.v5.ndr import NDRUniConformantArray
    from impacket.uuid import generate, uuidtup_to_bin
except ImportError:
    peers.skip_all("impacket is not installed")

INET = uuidtup_to_bin(("5d1c2e60-93a1-4c0b-8f5e-2b7a6d9e4f01", "0.0"))
INET_MORE = uuidtup_to_bin(("5d1c2e60-93a1-4c0b-8f5e-2b7a6d9e4f03", "0.0"))
ABSENT = uuidtup_to_bin(("5d1c2e60-93a1-4c0b-8f5e-2b7a6d9e4fff", "0.0"))
TARGET = "127.0.0.1"
E_NOINTERFACE = 0x80004002
PERIOD = "300"  # milliseconds


# ---- Methods ----

class Add(dcomrt.DCOMCALL):
    opnum = 3
    structure = (("a", LONG), ("b", LONG))


class AddResponse(dcomrt.DCOMANSWER):
    structure = (("sum", LONG), ("ErrorCode", dcomrt.error_status_t))


class Bytes(NDRUniConformantArray):
    item = "c"


class Echo(dcomrt.DCOMCALL):
    opnum = 4
    structure = (("n", ULONG), ("bytes", Bytes))


class EchoResponse(dcomrt.DCOMANSWER):
    structure = (("echo", Bytes), ("ErrorCode", dcomrt.error_status_t))


class Objects(dcomrt.DCOMCALL):
    opnum = 8
    structure = ()


class ObjectsResponse(dcomrt.DCOMANSWER):
    structure = (("n", LONG), ("ErrorCode", dcomrt.error_status_t))


class Make(dcomrt.DCOMCALL):
    opnum = 7
    structure = ()


class MakeResponse(dcomrt.DCOMANSWER):
    structure = (("another", dcomrt.PMInterfacePointer), ("ErrorCode", dcomrt.error_status_t))


class Answer(dcomrt.DCOMCALL):
    opnum = 3
    structure = ()


class AnswerResponse(dcomrt.DCOMANSWER):
    structure = (("answer", LONG), ("ErrorCode", dcomrt.error_status_t))


# ---- The server ----

class NoCredentials:
    """In place of the connection that activation would have made."""

    def get_credentials(self):
        return ("", "", "", "", "", "", None, None)

    def get_rpc_transport(self):
        return self

    def get_kerberos(self):
        return False

    def get_kdcHost(self):  # pylint: disable=invalid-name
        return None


def read_bindings(array):
    bindings = []
    while array[:2] != b"\0\0":
        bindings.append(dcomrt.STRINGBINDING(array))
        array = array[len(bindings[-1]):]
    return bindings


class Server:
    def __init__(self, command, directory):
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen(
            [command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            preexec_fn=peers.die_with_parent,
            env={**os.environ, "BECK_NCALRPC_DIR": directory,
                 "BECK_ORPC_PING_PERIOD": PERIOD,
                 "BECK_ORPC_LISTEN": f"ncacn_ip_tcp:{TARGET}[0]"})
        self.reference = bytes.fromhex(self.process.stdout.readline())
        objref = dcomrt.OBJREF_STANDARD(self.reference)
        self.std = objref["std"]
        array = objref["saResAddr"]
        self.bindings = read_bindings(array[4:])
        self.instance = self.make_instance()

    def port(self):
        for binding in self.bindings:
            if binding["wTowerId"] == 7:
                return int(binding["aNetworkAddr"].rstrip("\0").rstrip("]").split("[")[1])
        raise AssertionError("no address by TCP")

    def exporter(self):
        """The server is the resolver of its own objects."""
        dce = transport.DCERPCTransportFactory(
            f"ncacn_ip_tcp:{TARGET}[{self.port()}]").get_dce_rpc()
        return dcomrt.IObjectExporter(dce)

    def make_instance(self):
        this = dcomrt.ORPCTHIS()
        this["cid"] = generate()
        this["extensions"] = dcomrt.NULL
        this["flags"] = 0
        instance = dcomrt.CLASS_INSTANCE(
            this, self.exporter().ResolveOxid2(self.std["oxid"], (7,)))
        instance.set_auth_level(rpcrt.RPC_C_AUTHN_LEVEL_NONE)
        instance.set_auth_type(0)
        return instance

    def rem_unknown(self):
        dce = transport.DCERPCTransportFactory(
            f"ncacn_ip_tcp:{TARGET}[{self.port()}]").get_dce_rpc()
        dce.connect()
        dce.bind(dcomrt.IID_IObjectExporter)
        request = dcomrt.ResolveOxid2()
        request["pOxid"] = self.std["oxid"]
        request["cRequestedProtseqs"] = 1
        request["arRequestedProtseqs"].append(7)
        answer = dce.request(request)
        dce.disconnect()
        peers.equal(answer["pComVersion"]["MajorVersion"], 5)
        return answer["pipidRemUnknown"]

    def interface(self, reference=None):
        return dcomrt.INTERFACE(self.instance, reference or self.reference, self.rem_unknown(),
                                target=TARGET)

    def stop(self):
        self.process.stdin.close()
        peers.equal(self.process.wait(peers.WAIT), 0)


@contextlib.contextmanager
def serving(command):
    dcomrt.DCOMConnection.PORTMAPS[TARGET] = NoCredentials()
    with tempfile.TemporaryDirectory(prefix="beck-net-") as directory:
        server = Server(command, directory)
        try:
            yield server
        finally:
            server.stop()


def call(interface, request, iid):
    answer = interface.request(request, iid, interface.get_iPid())
    peers.equal(answer["ErrorCode"], 0)
    return answer


def add(interface, first, second):
    request = Add()
    request["a"] = first
    request["b"] = second
    return call(interface, request, INET)["sum"]


def count_objects(interface):
    return call(interface, Objects(), INET)["n"]


def wait_for_objects(interface, number):
    deadline = time.monotonic() + peers.WAIT
    while count_objects(interface) != number:
        assert time.monotonic() < deadline, f"{count_objects(interface)} objects"
        time.sleep(0.05)


def make(server, interface):
    answer = call(interface, Make(), INET)
    return server.interface(b"".join(answer["another"]["abData"]))


# ---- What is claimed ----

class Scene:
    def claim_the_server_is_alive(server):
        server.exporter().ServerAlive()

    def claim_it_tells_where_its_resolver_is(server):
        bindings = server.exporter().ServerAlive2()
        peers.equal([b["aNetworkAddr"].rstrip("\0") for b in bindings], [TARGET])

    def claim_its_oxid_is_resolved_both_ways(server):
        for bindings in (server.exporter().ResolveOxid(server.std["oxid"], (7,)),
                         server.exporter().ResolveOxid2(server.std["oxid"], (7,))):
            peers.equal([b["aNetworkAddr"].rstrip("\0") for b in bindings],
                        [f"{TARGET}[{server.port()}]"])

    def claim_another_oxid_is_not_known(server):
        try:
            server.exporter().ResolveOxid2(1, (7,))
        except rpcrt.DCERPCException as error:
            assert "0x776" in str(error), error
        else:
            raise AssertionError("resolved")

    def claim_a_method_is_called(server):
        peers.equal(add(server.interface(), 40, 2), 42)

    def claim_large_arguments_come_in_fragments(server):
        data = bytes((i * 7 + i // 251) & 0xFF for i in range(100_000))
        request = Echo()
        request["n"] = len(data)
        request["bytes"] = list(bytes([value]) for value in data)
        answer = call(server.interface(), request, INET)
        peers.equal(b"".join(answer["echo"]), data)

    def claim_another_interface_is_asked_for(server):
        interface = server.interface()
        unknown = dcomrt.IRemUnknown(interface)
        more = unknown.RemQueryInterface(1, (INET_MORE[:16],))
        peers.equal(call(more, Answer(), INET_MORE)["answer"], 42)
        more.RemRelease()

    def claim_an_absent_interface_is_refused(server):
        unknown = dcomrt.IRemUnknown(server.interface())
        try:
            unknown.RemQueryInterface(1, (ABSENT[:16],))
        except rpcrt.DCERPCException as error:
            peers.equal(error.get_error_code(), E_NOINTERFACE)
        else:
            raise AssertionError("it has it")

    def claim_references_are_added_and_released(server):
        interface = server.interface()
        another = make(server, interface)
        peers.equal(count_objects(interface), 2)
        unknown = dcomrt.IRemUnknown(another)
        peers.equal(unknown.RemAddRef()["pResults"][0]["Data"], 0)
        for _ in range(6):
            unknown.RemRelease()
        wait_for_objects(interface, 1)

    def claim_an_object_that_is_not_pinged_goes(server):
        interface = server.interface()
        make(server, interface)
        wait_for_objects(interface, 1)

    def claim_a_set_is_pinged(server):
        interface = server.interface()
        another = make(server, interface)
        answer = server.exporter().ComplexPing(0, 0, [another.get_oid()])
        set_id = answer["pSetId"]
        assert set_id != 0
        for _ in range(8):
            time.sleep(float(PERIOD) / 2000)
            server.exporter().SimplePing(set_id)
        peers.equal(count_objects(interface), 2)
        server.exporter().ComplexPing(set_id, 0, [], [another.get_oid()])
        wait_for_objects(interface, 1)

    def claim_an_unknown_set_is_refused(server):
        try:
            server.exporter().SimplePing(4711)
        except rpcrt.DCERPCException as error:
            assert "0x778" in str(error), error
        else:
            raise AssertionError("pinged")


def main():
    claims = peers.Claims()
    ports = []
    with peers.capturing(claims, ports), serving(sys.argv[1]) as server:
        ports.append(server.port())
        claims.check_all(Scene, server)
    claims.end()


if __name__ == "__main__":
    main()
