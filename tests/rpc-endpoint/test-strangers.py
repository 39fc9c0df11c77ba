#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clients of others, and bad ones, talk to beckd.

usage: test-strangers.py BECKD REGISTRANT
"""

import contextlib
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import uuid

import wire

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "peers"))
import peers  # pylint: disable=wrong-import-position

try:
    from impacket.dcerpc.v5 import epm, mgmt, transport
    from impacket.uuid import uuidtup_to_bin
except ImportError:
    epm = None

try:
    import samba.dcerpc.epmapper as samba_epmapper
    import samba.dcerpc.mgmt as samba_mgmt
    import samba.dcerpc.misc as samba_misc
    import samba.param as samba_param
except ImportError:
    samba_epmapper = None

BECKD, REGISTRANT = sys.argv[1:3]
SCENE = (uuid.UUID("5ce9e003-0001-0002-0304-05060708090a"), 1, 0)  # what REGISTRANT registers
SCENE_PORT = 3003


class Scene:
    """A beckd with a server that has registered."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.environment = {"BECK_NCALRPC_DIR": directory}

    def begin(self, beckd):
        self.port = beckd.port()
        self.local = str(self.directory / "epmapper")
        self.tcp = ("127.0.0.1", self.port)
        self.binding = f"ncacn_ip_tcp:127.0.0.1[{self.port}]"

    def fault(self, opnum, stub):
        """What a call is refused with; the connection survives that."""
        with wire.Connection(self.tcp) as connection:
            try:
                connection.call(opnum, stub)
            except wire.Fault as fault:
                connection.call(wire.INQ_OBJECT)
                return fault.status
        raise AssertionError("no fault")

    def status(self, opnum, stub):
        with wire.Connection(self.tcp) as connection:
            return connection.status(opnum, stub)


# ---- What has to be refused (wire.md 7, 63 to 65) ----

def lookup_handle(connection):
    response = connection.call(wire.LOOKUP, wire.lookup(1))
    assert response[:20] != wire.NULL_HANDLE
    return response[:20]


class Hostile:
    """Bytes that no honest client sends."""

    def claim_a_handle_that_nobody_gave_is_a_fault(scene):
        handle = bytes(4) + uuid.uuid4().bytes
        peers.equal(scene.fault(wire.LOOKUP, wire.lookup(1, handle)), wire.CONTEXT_MISMATCH)

    def claim_a_handle_of_another_client_is_a_fault(scene):
        with wire.Connection(scene.tcp) as connection:
            handle = lookup_handle(connection)
            peers.equal(scene.fault(wire.LOOKUP, wire.lookup(1, handle)), wire.CONTEXT_MISMATCH)
            connection.call(wire.LOOKUP, wire.lookup(1, handle))

    def claim_a_handle_that_was_freed_is_a_fault(scene):
        with wire.Connection(scene.tcp) as connection:
            handle = lookup_handle(connection)
            peers.equal(connection.call(wire.LOOKUP_FREE, handle), bytes(24))
            try:
                connection.call(wire.LOOKUP, wire.lookup(1, handle))
            except wire.Fault as fault:
                peers.equal(fault.status, wire.CONTEXT_MISMATCH)
            else:
                raise AssertionError("no fault")

    def claim_a_lookup_of_no_entries_is_refused(scene):
        peers.equal(scene.status(wire.LOOKUP, wire.lookup(0)), wire.CANNOT_PERFORM)

    def claim_a_lookup_of_no_end_of_entries_is_a_fault(scene):
        scene.fault(wire.LOOKUP, wire.lookup(0xFFFFFFFF))

    def claim_an_insertion_over_tcp_is_refused(scene):
        stub = wire.entry(b"mine\0", wire.counted(wire.tcp_tower(SCENE, 1)))
        peers.equal(scene.status(wire.INSERT, stub), wire.CANNOT_PERFORM)
        peers.equal(scene.status(wire.DELETE, stub[:-4]), wire.CANNOT_PERFORM)

    def claim_an_annotation_of_65_bytes_is_a_fault(scene):
        stub = wire.entry(b"a" * 64 + b"\0", wire.counted(wire.tcp_tower(SCENE, 1)))
        scene.fault(wire.INSERT, stub)

    def claim_an_annotation_that_does_not_end_is_a_fault(scene):
        stub = wire.entry(b"a" * 64, wire.counted(wire.tcp_tower(SCENE, 1)))
        scene.fault(wire.INSERT, stub)

    def claim_a_tower_of_another_length_is_a_fault(scene):
        good = wire.tcp_tower(SCENE)
        for most, length in ((len(good), len(good) - 1), (len(good) - 1, len(good)),
                             (0xFFFFFFFF, 0xFFFFFFFF)):
            scene.fault(wire.MAP, wire.mapping(wire.counted(good, most, length)))

    def claim_a_procedure_too_many_is_a_fault(scene):
        peers.equal(scene.fault(7, b""), 0x1C010002)

    def claim_a_bad_tower_is_nobody_s(scene):
        good = wire.tcp_tower(SCENE)
        bad = [
            b"",
            b"\0",
            wire.tower(SCENE, count=0),
            wire.tower(SCENE, count=2),
            wire.tower(SCENE, count=0xFFFF),
            good[:2] + b"\xff\xff" + good[4:],
            good[:-6] + b"\xff\xff" + good[-4:],
            wire.tower(SCENE, wire.floor(b""), wire.floor(b"\x07", b"\0\0")),
            good[:40],
        ]
        for tower in bad:
            peers.equal(scene.status(wire.MAP, wire.mapping(wire.counted(tower))),
                        wire.NOT_REGISTERED)


# ---- What has to be answered ----

def mapped_port(response):
    """The port of the first tower in a response."""
    return struct.unpack_from(">H", response, response.index(b"\x01\x00\x07\x02\x00") + 5)[0]


class Tolerant:
    """Towers that are unusual."""

    def claim_an_empty_right_side_of_floor_3_is_accepted(scene):
        asked = wire.tcp_tower(SCENE, 135, b"", bytes([127, 0, 0, 1]))
        peers.equal(len(asked), 73)
        with wire.Connection(scene.tcp) as connection:
            response = connection.call(wire.MAP, wire.mapping(wire.counted(asked)))
        peers.equal(response[-4:], bytes(4))
        peers.equal(mapped_port(response), SCENE_PORT)

    def claim_no_object_pointer_is_no_object(scene):
        with wire.Connection(scene.tcp) as connection:
            stub = wire.mapping(wire.counted(wire.tcp_tower(SCENE)), 1)
            peers.equal(mapped_port(connection.call(wire.MAP, stub)), SCENE_PORT)

    def claim_steps_of_a_lookup_end_with_no_handle(scene):
        handle, steps = wire.NULL_HANDLE, 0
        with wire.Connection(scene.tcp) as connection:
            while steps == 0 or handle != wire.NULL_HANDLE:
                response = connection.call(wire.LOOKUP, wire.lookup(1, handle))
                handle, steps = response[:20], steps + 1
                peers.equal(response[-4:], bytes(4))
        assert steps >= 3, steps


# ---- impacket ----

class Impacket:
    """As its users call it."""

    def connect(scene):
        if epm is None:
            raise peers.Skip("impacket is not installed")
        dce = transport.DCERPCTransportFactory(scene.binding).get_dce_rpc()
        dce.connect()
        return dce

    def claim_impacket_maps(scene):
        dce = Impacket.connect(scene)
        which = uuidtup_to_bin((str(SCENE[0]), "1.0"))
        peers.equal(epm.hept_map("127.0.0.1", which, protocol="ncacn_ip_tcp", dce=dce),
                    f"ncacn_ip_tcp:127.0.0.1[{SCENE_PORT}]")
        dce.disconnect()

    def claim_impacket_looks_up(scene):
        dce = Impacket.connect(scene)
        entries = epm.hept_lookup(None, dce=dce)
        dce.disconnect()
        found = [str(entry["tower"]["Floors"][0]).lower() for entry in entries]
        assert any(str(SCENE[0]) in text for text in found), found

    def claim_impacket_manages(scene):
        dce = Impacket.connect(scene)
        dce.bind(mgmt.MSRPC_UUID_MGMT)
        ids = mgmt.hinq_if_ids(dce)["if_id_vector"]
        found = [bytes(one["Data"]["Uuid"]) for one in ids["if_id"]]
        assert wire.EPM[0].bytes_le in found, found
        peers.equal(mgmt.hinq_stats(dce)["count"], 4)
        peers.equal(mgmt.his_server_listening(dce)["status"], 0)
        try:
            mgmt.hstop_server_listening(dce)
        except Exception as error:  # pylint: disable=broad-except
            assert "access_denied" in str(error), error
        else:
            raise AssertionError("it was stopped")
        dce.disconnect()


# ---- Samba ----

def samba_settings(scene):
    """Samba's own files where nobody else has any, and our directory for local endpoints."""
    path = scene.directory / "smb.conf"
    kinds = ["lock directory", "state directory", "cache directory", "private dir",
             "pid directory"]
    lines = [f"{kind} = {scene.directory}/samba" for kind in kinds]
    os.makedirs(scene.directory / "samba", exist_ok=True)
    path.write_text("\n".join(["[global]", *lines, f"ncalrpc dir = {scene.directory}"]) + "\n")
    return str(path)


class Samba:
    """Its Python bindings, and its torture."""

    def need(scene):
        if samba_epmapper is None:
            raise peers.Skip("Samba's Python bindings are not installed")
        settings = samba_param.LoadParm()
        settings.load(samba_settings(scene))
        return settings

    def claim_samba_python_looks_up(scene):
        mapper = samba_epmapper.epmapper(scene.binding, Samba.need(scene))
        answer = mapper.epm_Lookup(0, None, None, 1, samba_misc.policy_handle(), 100)
        entries = next(part for part in answer if isinstance(part, list))
        ports = [entry.tower.tower.floors[3].rhs.port for entry in entries
                 if entry.tower.tower.floors[3].lhs.protocol == 7]
        assert SCENE_PORT in ports, ports

    def claim_samba_python_manages(scene):
        server = samba_mgmt.mgmt(scene.binding, Samba.need(scene))
        ids = server.inq_if_ids()
        found = [str(one.id.uuid) for one in ids.if_id]
        assert str(wire.EPM[0]) in found, found

    def torture(scene, binding, name):
        if shutil.which("smbtorture") is None:
            raise peers.Skip("smbtorture is not installed")
        said = peers.run("smbtorture", "-s", samba_settings(scene), "-U%", binding,
                         f"rpc.epmapper.epmapper.{name}")
        assert re.search(f"^success: epmapper.{name}", said, re.MULTILINE), said

    def claim_smbtorture_maps_over_tcp(scene):
        Samba.torture(scene, scene.binding, "Map_simple")

    def claim_smbtorture_leaves_a_lookup(scene):
        Samba.torture(scene, scene.binding, "Lookup_terminate_search")

    def claim_smbtorture_inserts_and_maps_locally(scene):
        Samba.torture(scene, "ncalrpc:[epmapper]", "Map_full")

    def claim_smbtorture_inserts_and_deletes_locally(scene):
        Samba.torture(scene, "ncalrpc:[epmapper]", "Insert_noreplace")


# ---- Deaths ----

def is_registered(scene):
    status = scene.status(wire.MAP, wire.mapping(wire.counted(wire.tcp_tower(SCENE))))
    assert status in (0, wire.NOT_REGISTERED), hex(status)
    return status == 0


def entries_go_with_a_killed_server(scene, server):
    assert is_registered(scene)
    server.kill()
    deadline = time.monotonic() + peers.WAIT
    while is_registered(scene) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_registered(scene)


# ---- As a service ----

class Service:
    """What systemd and beckd say to each other."""

    def claim_it_tells_its_states(scene):
        path = str(scene.directory / "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(path)
            manager.settimeout(peers.WAIT)
            with peers.serving(BECKD, "--port", "0", NOTIFY_SOCKET=path,
                               BECK_NCALRPC_DIR=str(scene.directory / "other")):
                peers.equal(manager.recv(100), b"READY=1")
            peers.equal(manager.recv(100), b"STOPPING=1")

    def activated(scene, path, whose):
        """beckd with sockets that are passed in, for it or for another process."""
        return peers.serving(HERE / "activate.py", BECKD, path, whose,
                             BECK_NCALRPC_DIR=str(scene.directory / "other"))

    def claim_it_serves_sockets_that_are_passed_in(scene):
        path = str(scene.directory / "passed")
        with Service.activated(scene, path, "self") as server:
            peers.equal(len(server.bindings), 2)
            assert path.endswith(server.local_name()), server.bindings
            for where in (("127.0.0.1", server.port()), path):
                with wire.Connection(where) as connection:
                    peers.equal(connection.call(wire.INQ_OBJECT), bytes(20))

    def claim_sockets_for_another_process_are_not_taken(scene):
        with Service.activated(scene, str(scene.directory / "for-another"), "other") as server:
            peers.equal(server.local_name(), "epmapper")

    def claim_a_port_that_is_taken_ends_it(scene):
        done = subprocess.run([BECKD, "--port", str(scene.port)], check=False, timeout=peers.WAIT,
                              env={**os.environ,
                                   "BECK_NCALRPC_DIR": str(scene.directory / "other")},
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        peers.equal(done.returncode, 1)
        assert b"1740" in done.stderr, done.stderr

    def claim_unknown_options_end_it(_scene):
        for words in (["--nonsense"], ["nonsense"]):
            done = subprocess.run([BECKD, *words], check=False, timeout=peers.WAIT,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            peers.equal(done.returncode, 2)


def main():
    claims = peers.Claims()
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="beck-epm-"))
        scene = Scene(directory)
        scene.begin(stack.enter_context(peers.serving(BECKD, "--port", "0", **scene.environment)))
        server = peers.Server(REGISTRANT, **scene.environment)
        for kind in (Hostile, Tolerant, Impacket, Samba):
            claims.check_all(kind, scene)
        claims.check("entries_go_with_a_killed_server", entries_go_with_a_killed_server, scene,
                     server)
        claims.check_all(Service, scene)
    claims.end()


if __name__ == "__main__":
    main()
