#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""impacket has objects made by beckd and calls them; bad bytes do beckd no harm.

usage: test-impacket.py BECKD SERVER
"""

import os
import pathlib
import pwd
import sys
import tempfile
import time
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "peers"))
import peers  # pylint: disable=wrong-import-position

try:
    from impacket.dcerpc.v5 import dcomrt, transport
    from impacket.dcerpc.v5.dtypes import LONG, ULONG
    from impacket.dcerpc.v5.ndr import NDRCALL
    from impacket.uuid import string_to_bin, uuidtup_to_bin
except ImportError:
    peers.skip_all("impacket is not installed")

BECKD, SERVER = (os.path.abspath(path) for path in sys.argv[1:3])
ALLOWED, REFUSED, UNKNOWN = (f"0ac71ba7-0000-4000-8000-00000000000{i}" for i in (1, 2, 3))
ICOUNTER = uuidtup_to_bin(("c1f8a0de-52e7-4c56-9f25-3f6a1f0d8e21", "0.0"))
IMISSING = uuidtup_to_bin(("c1f8a0de-52e7-4c56-9f25-3f6a1f0d8e22", "0.0"))
ACCESS_DENIED, NO_INTERFACE, NOT_REGISTERED = 0x80070005, 0x80004002, 0x80040154


class Add(dcomrt.DCOMCALL):
    opnum = 3
    structure = (("n", LONG),)


class AddResponse(dcomrt.DCOMANSWER):
    structure = (("sum", LONG), ("ErrorCode", ULONG))


class NoCredentials:
    """What impacket wants to know of the connection that it has dialled before."""

    def get_credentials(self):
        return ("", "", "", "", "", "", None, None)

    def get_rpc_transport(self):
        return self

    def get_kerberos(self):
        return False

    def get_kdcHost(self):  # pylint: disable=invalid-name
        return None


class Scene:
    """A beckd, and class files."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        user = pwd.getpwuid(os.geteuid()).pw_name
        self.write(ALLOWED, f"RemoteActivation=yes\nUser={user}\n")
        self.write(REFUSED, "")
        self.environment = {
            "BECK_NCALRPC_DIR": directory,
            "BECK_CLASS_PATH": directory,
            "BECK_ORPC_LISTEN": "ncacn_ip_tcp:127.0.0.1[0]",
        }

    def write(self, clsid, keys):
        mark = self.directory / "mark"
        text = f"[Class {{{clsid}}}]\nExec={SERVER} --mark {mark}\n{keys}"
        (self.directory / f"{clsid}.beckclass").write_text(text)

    def begin(self, beckd):
        self.port = beckd.port()
        self.binding = f"ncacn_ip_tcp:127.0.0.1[{self.port}]"

    def end(self):
        mark = self.directory / "mark"
        for line in mark.read_text().split() if mark.exists() else []:
            os.kill(int(line), 15)

    def connect(self):
        dce = transport.DCERPCTransportFactory(self.binding).get_dce_rpc()
        dce.connect()
        return dce

    def create(self, clsid, iid=ICOUNTER):
        return dcomrt.IRemoteSCMActivator(self.connect()).RemoteCreateInstance(
            string_to_bin(clsid), iid)


def bin_of(clsid):
    return string_to_bin(clsid)


def fails(code, function, *arguments):
    try:
        function(*arguments)
    except Exception as error:  # pylint: disable=broad-except
        assert f"{code:x}" in str(error).lower() or getattr(error, "error_code", 0) == code, error
    else:
        raise AssertionError("it succeeded")


def add(interface, n):
    request = Add()
    request["n"] = n
    answer = interface.request(request, iid=ICOUNTER, uuid=interface.get_iPid())
    peers.equal(answer["ErrorCode"], 0)
    return answer["sum"]


class Resolver:
    """IObjectExporter."""

    def claim_server_alive_2(scene):
        bindings = dcomrt.IObjectExporter(scene.connect()).ServerAlive2()
        names = [binding["aNetworkAddr"] for binding in bindings]
        assert any("127.0.0.1" in name for name in names), names

    def claim_server_alive(scene):
        peers.equal(dcomrt.IObjectExporter(scene.connect()).ServerAlive()["ErrorCode"], 0)

    def claim_an_oxid_is_resolved(scene):
        counter = scene.create(ALLOWED)
        bindings = dcomrt.IObjectExporter(scene.connect()).ResolveOxid2(counter.get_oxid(), (7,))
        names = [binding["aNetworkAddr"] for binding in bindings]
        assert any(name.startswith("127.0.0.1[") for name in names), names

    def claim_an_oxid_of_nobody_is_not(scene):
        fails(1910, dcomrt.IObjectExporter(scene.connect()).ResolveOxid2, 4711, (7,))

    def claim_pings_are_taken(scene):
        counter = scene.create(ALLOWED)
        exporter = dcomrt.IObjectExporter(scene.connect())
        answer = exporter.ComplexPing(addToSet=[counter.get_oid()])
        peers.equal(answer["ErrorCode"], 0)
        peers.equal(exporter.SimplePing(answer["pSetId"])["ErrorCode"], 0)


class Activator:
    """IRemoteSCMActivator and IActivation."""

    def claim_an_object_is_made_and_called(scene):
        counter = scene.create(ALLOWED)
        peers.equal(add(counter, 4), 4)
        peers.equal(add(counter, 5), 9)
        counter.RemRelease()

    def claim_the_old_way_works_too(scene):
        counter = dcomrt.IActivation(scene.connect()).RemoteActivation(bin_of(ALLOWED), ICOUNTER)
        peers.equal(add(counter, 3), 3)
        counter.RemRelease()

    def claim_other_interfaces_are_asked_for(scene):
        unknown = scene.create(ALLOWED, dcomrt.IID_IUnknown)
        counter = unknown.RemQueryInterface(1, (ICOUNTER,))
        peers.equal(add(counter, 2), 2)
        fails(NO_INTERFACE, unknown.RemQueryInterface, 1, (IMISSING,))

    def claim_a_class_that_is_not_allowed_is_refused(scene):
        fails(ACCESS_DENIED, scene.create, REFUSED)

    def claim_a_class_that_nobody_knows_is_not_registered(scene):
        fails(NOT_REGISTERED, scene.create, UNKNOWN)

    def claim_an_interface_that_it_has_not_is_none(scene):
        fails(NO_INTERFACE, scene.create, ALLOWED, IMISSING)


class Pings:
    """With a period of a second, so that what nobody pings goes after three."""

    def claim_what_is_pinged_at_beckd_stays_and_the_rest_goes(scene):
        pinged, other = scene.create(ALLOWED), scene.create(ALLOWED)
        exporter = dcomrt.IObjectExporter(scene.connect())
        pings = exporter.ComplexPing(addToSet=[pinged.get_oid()])["pSetId"]
        deadline = time.monotonic() + peers.WAIT
        try:
            while time.monotonic() < deadline:
                exporter.SimplePing(pings)
                time.sleep(0.2)
                # A call that succeeds keeps nothing.
                add(other, 1)
        except Exception:  # pylint: disable=broad-except
            pass
        assert time.monotonic() < deadline, "it has not gone"
        peers.equal(add(pinged, 1), 1)


# ---- What no honest client sends ----

def good_request():
    """The bytes of a request, as impacket writes it."""
    class Stop(Exception):
        pass

    class Recorder:
        def bind(self, iid):
            pass

        def request(self, request):
            raise Stop(request)

    try:
        dcomrt.IRemoteSCMActivator(Recorder()).RemoteCreateInstance(bin_of(UNKNOWN), ICOUNTER)
    except Stop as stop:
        return stop.args[0].getData()
    raise AssertionError("nothing was asked")


class Hostile:
    """A blob in which anything may be wrong is an error, and that is all."""

    def ask(dce, stub):
        dce.call(4, stub)
        try:
            dce.recv()
        except Exception:  # pylint: disable=broad-except
            pass

    def claim_no_byte_does_harm(scene):
        good = good_request()
        dce = scene.connect()
        dce.bind(dcomrt.IID_IRemoteSCMActivator)
        for i in range(32, len(good)):
            for value in (0, 0xff, good[i] ^ 0x80):
                Hostile.ask(dce, good[:i] + bytes([value]) + good[i + 1:])
        fails(NOT_REGISTERED, scene.create, UNKNOWN)

    def claim_no_length_does_harm(scene):
        good = good_request()
        dce = scene.connect()
        dce.bind(dcomrt.IID_IRemoteSCMActivator)
        for i in range(len(good)):
            Hostile.ask(dce, good[:i])
        fails(NOT_REGISTERED, scene.create, UNKNOWN)

    def claim_many_interfaces_are_no_harm(scene):
        request = dcomrt.RemoteActivation()
        request["Clsid"] = uuid.uuid4().bytes
        request["pwszObjectName"] = dcomrt.NULL
        request["pObjectStorage"] = dcomrt.NULL
        request["Interfaces"] = 0x8000
        for _ in range(3):
            iid = dcomrt.IID()
            iid["Data"] = ICOUNTER
            request["pIIDs"].append(iid)
        dce = scene.connect()
        dce.bind(dcomrt.IID_IActivation)
        Hostile.ask_old(dce, request.getData())
        fails(NOT_REGISTERED, scene.create, UNKNOWN)

    def ask_old(dce, stub):
        dce.call(0, stub)
        try:
            dce.recv()
        except Exception:  # pylint: disable=broad-except
            pass


def main():
    peers.use_own_network()
    dcomrt.DCOMConnection.PORTMAPS["127.0.0.1"] = NoCredentials()
    claims, ports = peers.Claims(), []
    with tempfile.TemporaryDirectory(prefix="beck-act-") as directory:
        scene = Scene(directory)
        with peers.serving(BECKD, "--port", "0", **scene.environment) as beckd:
            scene.begin(beckd)
            ports.append(scene.port)
            with peers.capturing(claims, ports):
                claims.check_all(Resolver, scene)
                claims.check_all(Activator, scene)
            claims.check_all(Hostile, scene)
            scene.end()
        (scene.directory / "mark").unlink(missing_ok=True)
        with peers.serving(BECKD, "--port", "0", BECK_ORPC_PING_PERIOD="1000",
                           **scene.environment) as beckd:
            scene.begin(beckd)
            claims.check_all(Pings, scene)
            scene.end()
    claims.end()


main()
