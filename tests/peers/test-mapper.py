#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clients of Samba and impacket ask beckd, on port 135, where rpcecho is, and call it there.

usage: test-mapper.py SERVER BECKD
"""

import re
import shutil
import sys

import peers
import samba_peer

peers.use_own_network()
if not peers.is_private():
    peers.skip_all("there is no network of its own with port 135 in it")

HOST = "ncacn_ip_tcp:127.0.0.1"
RPCECHO = "60a15ec5-4de8-11d7-a637-005056a20182"


# ---- rpcclient, which always asks the mapper ----

def rpcclient(directory, command):
    if shutil.which("rpcclient") is None:
        raise peers.Skip("rpcclient is not installed")
    return peers.run("rpcclient", "-s", directory / "smb.conf", "-U%", "-c", command, HOST)


class Rpcclient:
    """Claims about a registered server of rpcecho."""

    def claim_rpcclient_echoaddone(directory, _port):
        assert "42" in rpcclient(directory, "echoaddone 41")

    def claim_rpcclient_echodata(directory, _port):
        rpcclient(directory, "echodata 10000")

    def claim_rpcclient_sinkdata(directory, _port):
        rpcclient(directory, "sinkdata 100000")

    def claim_rpcclient_sourcedata(directory, _port):
        rpcclient(directory, "sourcedata 100000")


# ---- impacket ----

try:
    from impacket.dcerpc.v5 import epm, transport
    from impacket.uuid import uuidtup_to_bin
except ImportError:
    epm = None


def need_impacket():
    if epm is None:
        raise peers.Skip("impacket is not installed")


def where_is(version):
    need_impacket()
    return epm.hept_map("127.0.0.1", uuidtup_to_bin((RPCECHO, version)),
                        protocol="ncacn_ip_tcp")


def is_not_mapped(version):
    try:
        found = where_is(version)
    except peers.Skip:
        raise
    except Exception as error:  # pylint: disable=broad-except
        assert "16c9a0d6" in str(error).lower(), error
    else:
        raise AssertionError(f"found {found}")


class Impacket:
    """Claims about the mapper."""

    def claim_impacket_maps_rpcecho(_directory, port):
        peers.equal(where_is("1.0"), f"{HOST}[{port}]")

    def claim_impacket_maps_no_other_version(_directory, _port):
        is_not_mapped("2.0")

    def claim_impacket_looks_up_all(_directory, _port):
        need_impacket()
        dce = transport.DCERPCTransportFactory(f"{HOST}[135]").get_dce_rpc()
        dce.connect()
        entries = epm.hept_lookup(None, dce=dce)
        dce.disconnect()
        texts = [str(entry["tower"]["Floors"][0]) for entry in entries]
        assert any(RPCECHO in text.lower() for text in texts), texts


# ---- smbtorture ----

# Of the others, Map_full and the insertions begin with one, which is not for callers over TCP, and
# Lookup_simple wants the status of an empty answer with a full one, which others take for a failure.
LOOKUPS = ["Map_simple", "Lookup_terminate_search"]


def look_up(directory, name):
    if shutil.which("smbtorture") is None:
        raise peers.Skip("smbtorture is not installed")
    said = peers.run("smbtorture", "-s", directory / "smb.conf", "-U%", f"{HOST}[135]",
                     f"rpc.epmapper.epmapper.{name}")
    print(said, file=sys.stderr)
    assert re.search(f"^success: epmapper.{name}", said, re.MULTILINE), said


def insert_is_refused(directory):
    try:
        look_up(directory, "Insert_noreplace")
    except AssertionError:
        return
    raise AssertionError("anybody may insert")


def main():
    claims = peers.Claims()
    ports = [135]
    with samba_peer.configured() as directory, peers.capturing(claims, ports):
        local = {"BECK_NCALRPC_DIR": str(directory / "ncalrpc")}
        with peers.serving(sys.argv[2], **local):
            with peers.serving(sys.argv[1], "--listen", "ncacn_ip_tcp", "--register",
                               **local) as server:
                ports.append(server.port())
                for scene in (Rpcclient, Impacket):
                    claims.check_all(scene, directory, server.port())
                for name in LOOKUPS:
                    claims.check(f"smbtorture_{name}", look_up, directory, name)
                claims.check("smbtorture_is_refused_an_insert", insert_is_refused, directory)
            claims.check("an_ended_server_is_not_mapped", is_not_mapped, "1.0")
    claims.end()


if __name__ == "__main__":
    main()
