#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A server of rpcecho made of impacket, for our client: what it puts on the wire is not ours.

Prints its string binding and "ready", like beck-echo; ends on SIGTERM. The packets are impacket's;
its server is not used, which knows one connection, and requests of one fragment.
"""

import signal
import socket
import struct
import sys
import threading
import time

from impacket.dcerpc.v5 import rpcrt
from impacket.uuid import uuidtup_to_bin

RPCECHO = uuidtup_to_bin(("60a15ec5-4de8-11d7-a637-005056a20182", "1.0"))
NDR = uuidtup_to_bin(("8a885d04-1ceb-11c9-9fe8-08002b104860", "2.0"))
FIRST, LAST = rpcrt.PFC_FIRST_FRAG, rpcrt.PFC_LAST_FRAG
FAULT_BAD_STUB, FAULT_RANGE, FAULT_INTERFACE = 0x6F7, 0x1C010002, 0x1C010003


# ---- What the procedures do, from stub data to stub data ----

def add_one(data):
    return struct.pack("<I", struct.unpack("<I", data)[0] + 1 & 0xFFFFFFFF)


def counted(data):
    """A long and as many bytes."""
    length, maximum = struct.unpack_from("<II", data)
    if length != maximum or len(data) < 8 + length:
        raise ValueError("sizes")
    return data[4:8 + length]


def echo_data(data):
    return counted(data)


def sink_data(data):
    counted(data)
    return b""


def source_data(data):
    length = struct.unpack("<I", data)[0]
    return struct.pack("<I", length) + bytes(i & 0xFF for i in range(length))


def test_call(data):
    maximum, offset, actual = struct.unpack_from("<III", data)
    text = data[12:12 + 2 * actual]
    if offset != 0 or actual > maximum or len(text) != 2 * actual or text[-2:] != b"\0\0":
        raise ValueError("string")
    return struct.pack("<I", 0x20000) + data[:12] + text


LEVELS = {
    1: "01 00 0a 00 00 00 00 00",
    2: "02 00 14 00 00 00 00 00",
    3: "03 00 00 00 1e 00 00 00 00 00 00 00",
    4: "04 00 00 00 00 00 00 00 28 00 00 00 00 00 00 00 00 00 00 00",
    5: "05 00 00 00 00 00 00 00 32 00 00 00 00 00 00 00 3c 00 00 00 00 00 00 00 00 00 00 00",
    6: "06 00 46 50 00 00 00 00",
    7: "07 00 00 00 00 00 00 00 50 00 00 00 00 00 00 00 5a 00 00 00 00 00 00 00 00 00 00 00",
}


def test_call2(data):
    return bytes.fromhex(LEVELS[struct.unpack("<H", data)[0]])


def test_sleep(data):
    time.sleep(struct.unpack("<I", data)[0])
    return data


def test_enum(data):
    tag, size = {1: (1, 16), 2: (2, 24)}[struct.unpack_from("<H", data)[0]]
    if len(data) < size or struct.unpack_from("<H", data, 12)[0] != tag:
        raise ValueError("union")
    return data[:4] + struct.pack("<H", 2) + data[6:]


def test_surrounding(data):
    maximum, length = struct.unpack_from("<II", data)
    if length != maximum or len(data) < 8 + 2 * length:
        raise ValueError("sizes")
    return struct.pack("<II", 2 * length, 2 * length) + bytes(4 * length)


def test_double_pointer(data):
    for at in (0, 4):
        if struct.unpack_from("<I", data, at) == (0,):
            return bytes(2)
    return struct.pack("<H", *struct.unpack_from("<H", data, 8))


PROCEDURES = [add_one, echo_data, sink_data, source_data, test_call, test_call2, test_sleep,
              test_enum, test_surrounding, test_double_pointer]


# ---- Connections ----

class Connection(threading.Thread):
    def __init__(self, client):
        super().__init__(daemon=True)
        self.client = client
        self.contexts = set()
        self.max_send = 4280
        self.writing = threading.Lock()

    def run(self):
        while (data := self.receive()) is not None:
            kind = rpcrt.MSRPCHeader(data)["type"]
            if kind in (rpcrt.MSRPC_BIND, rpcrt.MSRPC_ALTERCTX):
                self.answer_bind(data)
            elif kind == rpcrt.MSRPC_REQUEST:
                # Calls of one connection run side by side.
                threading.Thread(target=self.answer, args=(data,), daemon=True).start()
        self.client.close()

    def receive(self):
        """A PDU; for requests of several fragments one with all of the data."""
        whole = None
        while True:
            data = self.exactly(16)
            if data is None:
                return None
            data += self.exactly(struct.unpack_from("<H", data, 8)[0] - 16) or b""
            if data[2] != rpcrt.MSRPC_REQUEST:
                return data
            whole = data if data[3] & FIRST else whole + data[24:]
            if data[3] & LAST:
                return whole

    def exactly(self, size):
        data = b""
        while len(data) < size:
            more = self.client.recv(size - len(data))
            if not more:
                return None
            data += more
        return data

    def answer_bind(self, data):
        packet = rpcrt.MSRPCHeader(data)
        bind = rpcrt.MSRPCBind(packet["pduData"])
        answer = rpcrt.MSRPCBindAck()
        answer["type"] = {rpcrt.MSRPC_BIND: rpcrt.MSRPC_BINDACK,
                          rpcrt.MSRPC_ALTERCTX: rpcrt.MSRPC_ALTERCTX_R}[packet["type"]]
        answer["flags"], answer["call_id"] = packet["flags"], packet["call_id"]
        answer["max_tfrag"], answer["max_rfrag"] = bind["max_tfrag"], bind["max_rfrag"]
        answer["assoc_group"], answer["SecondaryAddr"] = 0x1234, ""
        answer["SecondaryAddrLen"], answer["ctx_num"] = 1, bind["ctx_num"]
        answer["Pad"] = "A" * (-(1 + rpcrt.MSRPCBindAck._SIZE) % 4)
        answer["ctx_items"] = b"".join(self.results(bind))
        answer["frag_len"] = len(answer.getData())
        self.max_send = min(bind["max_rfrag"], 4280)
        with self.writing:
            self.client.sendall(answer.getData())

    def results(self, bind):
        at = 0
        for _ in range(bind["ctx_num"]):
            item = rpcrt.CtxItem(bind["ctx_items"][at:])
            at += len(item)
            result = rpcrt.CtxItemResult()
            result["TransferSyntax"] = NDR
            if item["TransferSyntax"] != NDR:
                result["Result"], result["Reason"] = 2, 2
            elif item["AbstractSyntax"] != RPCECHO:
                result["Result"], result["Reason"] = 2, 1
            else:
                result["Result"] = result["Reason"] = 0
                self.contexts.add(item["ContextID"])
            yield result.getData()

    def answer(self, data):
        call_id, context = struct.unpack_from("<I", data, 12)[0], data[20]
        opnum = struct.unpack_from("<H", data, 22)[0]
        stub = data[40:] if data[3] & 0x80 else data[24:]
        if context not in self.contexts or opnum >= len(PROCEDURES):
            self.send_fault(call_id, context,
                            FAULT_RANGE if context in self.contexts else FAULT_INTERFACE)
            return
        try:
            self.send_response(call_id, context, PROCEDURES[opnum](stub))
        except (KeyError, ValueError, struct.error):
            self.send_fault(call_id, context, FAULT_BAD_STUB)
        except OSError:
            pass  # the client is gone

    def send_pdu(self, kind, call_id, context, data, flags, hint):
        packet = rpcrt.MSRPCRespHeader()
        packet["type"], packet["call_id"], packet["ctx_id"] = kind, call_id, context
        packet["flags"], packet["pduData"], packet["alloc_hint"] = flags, data, hint
        self.client.sendall(packet.get_packet())

    def send_response(self, call_id, context, data):
        room = (self.max_send - 24) & ~7
        with self.writing:
            for at in range(0, max(len(data), 1), room):
                flags = (FIRST if at == 0 else 0) | (LAST if at + room >= len(data) else 0)
                self.send_pdu(rpcrt.MSRPC_RESPONSE, call_id, context, data[at:at + room], flags,
                              len(data) - at)

    def send_fault(self, call_id, context, status):
        with self.writing:
            self.send_pdu(rpcrt.MSRPC_FAULT, call_id, context, struct.pack("<II", status, 0),
                          FIRST | LAST, 0)


def main():
    listener = socket.create_server(("127.0.0.1", 0))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"ncacn_ip_tcp:127.0.0.1[{listener.getsockname()[1]}]\nready", flush=True)
    while True:
        client, _ = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        Connection(client).start()


if __name__ == "__main__":
    main()
