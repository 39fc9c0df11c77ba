#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our client asks Samba's endpoint mapper and its management interface, on port 135.

usage: test-samba-mapper.py ASK BECK
"""

import contextlib
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import time

import peers
import samba_peer

peers.use_own_network()
DAEMON = next((path for path in map(pathlib.Path, (
    "/usr/libexec/samba/samba-dcerpcd", "/usr/lib/x86_64-linux-gnu/samba/samba-dcerpcd"))
    if path.exists()), None)
if DAEMON is None:
    peers.skip_all("Samba's servers are not installed")
if not peers.is_private() or os.geteuid() != 0:
    peers.skip_all("there is no network of its own with port 135 in it")

try:
    from impacket.dcerpc.v5 import epm, transport
except ImportError:
    epm = None

BINDING = "ncacn_ip_tcp:127.0.0.1[135]"
EPMAPPER = "e1af8308-5d1f-11c9-91a4-08002b14a0fa 3.0"
WINREG = "338cd001-2244-31f1-aaaa-900038001003 1.0"


def accepts(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def samba(directory):
    process = subprocess.Popen([DAEMON, "-s", directory / "smb.conf", "-F", "--libexec-rpcds"],
                               stdin=subprocess.DEVNULL, preexec_fn=peers.die_with_parent)
    try:
        deadline = time.monotonic() + peers.WAIT
        while not accepts(135) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        peers.equal(process.poll(), None)
        yield
    finally:
        process.terminate()
        process.wait(peers.WAIT)


def look_up():
    """What the map tells impacket. Samba's last entries come with the status of no more."""
    dce = transport.DCERPCTransportFactory("ncacn_ip_tcp:127.0.0.1[135]").get_dce_rpc()
    dce.connect()
    dce.bind(epm.MSRPC_UUID_PORTMAP)
    handle = epm.ept_lookup_handle_t()
    while True:
        request = epm.ept_lookup()
        request["inquiry_type"], request["vers_option"] = epm.RPC_C_EP_ALL_ELTS, 1
        request["object"] = request["Ifid"] = epm.NULL
        request["entry_handle"], request["max_ents"] = handle, 7
        answer = dce.request(request, checkError=False)
        yield from answer["entries"]
        handle = answer["entry_handle"]
        if handle.isNull():
            break
    dce.disconnect()


def protocol_of(entry):
    """The identifier in the fourth floor."""
    tower = epm.EPMTower(b"".join(entry["tower"]["tower_octet_string"]))
    return tower["Floors"][3].getData()[2]


class Scene:
    """Claims about what our client was told."""

    def claim_the_server_listens(said):
        assert "listening 0" in said, said

    def claim_its_interfaces_are_told(said):
        assert "interfaces 0" in said, said
        assert f"interface {EPMAPPER}" in said, said

    def claim_the_entries_of_the_map_are_told(said):
        assert "entries 0" in said, said
        local = [line for line in said if line.startswith(f"entry {WINREG} ncalrpc:")]
        pipes = [line for line in said if line.startswith(f"entry {WINREG} ncacn_np:")]
        assert local or pipes, said

    def claim_no_entry_is_left_out(said):
        if epm is None:
            raise peers.Skip("impacket is not installed")
        tcp, local = 0x07, 0x10
        wanted = [entry for entry in look_up() if protocol_of(entry) in (tcp, local)]
        peers.equal(len([line for line in said if line.startswith("entry ")]), len(wanted))

    def claim_entries_lead_to_the_host_that_was_asked(said):
        hosts = {found[1] for found in (re.search(r" ncacn_ip_tcp:([^\[]*)\[", line)
                                        for line in said) if found}
        peers.equal(hosts, {"127.0.0.1"})


def beck_rpc(verb):
    done = subprocess.run([sys.argv[2], "rpc", verb, "--json", BINDING], check=False,
                          stdout=subprocess.PIPE, timeout=peers.WAIT)
    peers.equal(done.returncode, 0)
    return json.loads(done.stdout)


class Tool:
    """Claims about what the command line was told."""

    def claim_beck_rpc_ping_finds_the_server(said):
        peers.equal(beck_rpc("ping")["listening"], True)

    def claim_beck_rpc_ifs_knows_the_mapper(said):
        told = [f"{one['uuid']} {one['version']}" for one in beck_rpc("ifs")["interfaces"]]
        assert EPMAPPER in told, told

    def claim_beck_rpc_ep_list_has_what_our_client_has(said):
        told = beck_rpc("ep-list")["entries"]
        peers.equal(len(told), len([line for line in said if line.startswith("entry ")]))
        assert WINREG in [f"{one['uuid']} {one['version']}" for one in told], told


def main():
    claims = peers.Claims()
    with samba_peer.configured() as directory, peers.capturing(claims, [135]), samba(directory):
        said = subprocess.run([sys.argv[1], BINDING], check=False,
                              stdout=subprocess.PIPE, text=True,
                              timeout=peers.WAIT).stdout.splitlines()
        claims.check_all(Scene, said)
        claims.check_all(Tool, said)
    claims.end()


if __name__ == "__main__":
    main()
