# SPDX-License-Identifier: LGPL-2.1-or-later
"""Just enough of DCE/RPC to send the stub data one likes, and of towers to build bad ones."""

import socket
import struct
import uuid

NDR = (uuid.UUID("8a885d04-1ceb-11c9-9fe8-08002b104860"), 2, 0)
EPM = (uuid.UUID("e1af8308-5d1f-11c9-91a4-08002b14a0fa"), 3, 0)
MGMT = (uuid.UUID("afa8bd80-7d8a-11c9-bef4-08002b102989"), 1, 0)

CONTEXT_MISMATCH = 0x1C00001A
BAD_STUB_DATA = 0x6F7
NOT_REGISTERED = 0x16C9A0D6
CANNOT_PERFORM = 0x16C9A0CD
NULL_HANDLE = bytes(20)

INSERT, DELETE, LOOKUP, MAP, LOOKUP_FREE, INQ_OBJECT, MGMT_DELETE = range(7)


class Fault(Exception):
    def __init__(self, status):
        super().__init__(f"fault {status:#x}")
        self.status = status


class Connection:
    """Of one interface, with one call at a time."""

    def __init__(self, where, interface=EPM):
        family = socket.AF_INET if isinstance(where, tuple) else socket.AF_UNIX
        self.socket = socket.socket(family)
        self.socket.settimeout(60)
        self.socket.connect(where)
        syntaxes = b"".join(i.bytes_le + struct.pack("<HH", *v) for i, *v in (interface, NDR))
        kind, answer = self.exchange(11, struct.pack("<HHIIHBB", 5840, 5840, 0, 1, 0, 1, 0)
                                     + syntaxes)
        assert kind == 12 and answer[-24:-22] == b"\0\0", (kind, answer)

    def __enter__(self):
        return self

    def __exit__(self, *_what):
        self.socket.close()

    def exchange(self, kind, body):
        self.socket.sendall(struct.pack("<BBBBIHHI", 5, 0, kind, 3, 0x10, 16 + len(body), 0, 1)
                            + body)
        header = self.take(16)
        return header[2], self.take(struct.unpack_from("<H", header, 8)[0] - 16)

    def take(self, size):
        data = b""
        while len(data) < size:
            more = self.socket.recv(size - len(data))
            assert more, "the connection was closed"
            data += more
        return data

    def call(self, opnum, stub=b""):
        """The stub data of the response, which is short, or a Fault."""
        kind, body = self.exchange(0, struct.pack("<IHH", len(stub), 0, opnum) + stub)
        if kind == 3:
            raise Fault(struct.unpack_from("<I", body, 8)[0])
        assert kind == 2, kind
        return body[8:]

    def status(self, opnum, stub=b""):
        return struct.unpack_from("<I", self.call(opnum, stub)[-4:])[0]


# ---- Towers ----

def floor(left, right=b""):
    return struct.pack("<H", len(left)) + left + struct.pack("<H", len(right)) + right


def syntax(which):
    identity, major, minor = which
    return floor(b"\x0d" + identity.bytes_le + struct.pack("<H", major), struct.pack("<H", minor))


def tower(interface, *floors, count=None):
    head = struct.pack("<H", 2 + len(floors) if count is None else count)
    return head + syntax(interface) + syntax(NDR) + b"".join(floors)


def tcp_tower(interface, port=0, minor=b"\0\0", address=bytes(4)):
    return tower(interface, floor(b"\x0b", minor), floor(b"\x07", struct.pack(">H", port)),
                 floor(b"\x09", address))


def counted(data, most=None, length=None):
    """A twr_t, padded to 4."""
    head = struct.pack("<II", len(data) if most is None else most,
                       len(data) if length is None else length)
    return head + data + bytes(-len(data) % 4)


# ---- Stub data ----

def lookup(most, handle=NULL_HANDLE):
    return struct.pack("<IIII", 0, 0, 0, 1) + handle + struct.pack("<I", most)


def mapping(twr, most=4):
    return struct.pack("<II", 0, 2) + twr + NULL_HANDLE + struct.pack("<I", most)


def entry(annotation, twr):
    """An insertion of one entry that replaces."""
    text = struct.pack("<II", 0, len(annotation)) + annotation + bytes(-len(annotation) % 4)
    return struct.pack("<II", 1, 1) + bytes(16) + struct.pack("<I", 3) + text + twr + bytes(4)
