#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads with impacket what the program that is given writes (print-wire.c), the way in which
impacket's own client does, and prints what came of it as tests."""

import struct
import subprocess
import sys

from impacket.dcerpc.v5 import dcomrt

ADDRESS = '127.0.0.1[49152]\0'


def guid(*parts):
    return struct.pack('<IHH8B', *parts)


def expect(found, wanted):
    assert found == wanted, f'{found!r} is not {wanted!r}'


def read(cls, data):
    made = cls()
    size = made.fromString(data)
    made.fromStringReferents(data[size:])
    return made


def this_is_read(data):
    made = read(dcomrt.ORPCTHIS, data)
    expect((made['version']['MajorVersion'], made['version']['MinorVersion']), (5, 7))
    expect(made['extensions']['size'], 1)
    extent = made['extensions']['extent'][0]
    expect(extent['size'], 8)
    expect(b''.join(extent['data']), struct.pack('<Q', 258))


def standard_is_read(data):
    made = dcomrt.OBJREF_STANDARD(data)
    expect(made['iid'], guid(*range(1, 12)))
    expect(made['std']['oxid'], 1)
    expect(made['std']['oid'], 2)
    expect(made['std']['ipid'], guid(*range(12, 23)))
    expect(dcomrt.STRINGBINDING(made['saResAddr'][4:])['aNetworkAddr'], ADDRESS)


def properties(data):
    blob = dcomrt.ACTIVATION_BLOB(dcomrt.OBJREF_CUSTOM(data)['pObjectData'])
    rest = blob['Property']
    for clsid, size in zip(blob['CustomHeader']['pclsid'], blob['CustomHeader']['pSizes']):
        yield clsid['Data'], rest[:size['Data']]
        rest = rest[size['Data']:]
    expect(rest, b'')


def request_is_read(data):
    found = dict(properties(data))
    info = read(dcomrt.InstantiationInfoData, found[dcomrt.CLSID_InstantiationInfo])
    expect(info['classId'], guid(99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 89))
    expect((info['classCtx'], info['actvflags'], info['cIID'], info['instFlag']), (30, 31, 2, 33))
    expect([iid['Data'] for iid in info['pIID']], [guid(*range(1, 12)), guid(*range(12, 23))])
    scm = read(dcomrt.ScmRequestInfoData, found[dcomrt.CLSID_ScmRequestInfo])['remoteRequest']
    expect((scm['ClientImpLevel'], list(scm['pRequestedProtseqs'])), (60, [7, 31]))
    context = read(dcomrt.ActivationContextInfoData, found[dcomrt.CLSID_ActivationContextInfo])
    expect(b''.join(context['pIFDClientCtx']['abData']), b'\1\2\3')
    expect(b''.join(context['pIFDPrototypeCtx']['abData']), b'\4\5\6\7\x08')
    location = read(dcomrt.LocationInfoData, found[dcomrt.CLSID_ServerLocationInfo])
    expect((location['machineName'], location['contextId']), ('box\0', 72))
    security = read(dcomrt.SecurityInfoData, found[dcomrt.CLSID_SecurityInfo])
    expect((security['dwAuthnFlags'], security['pServerInfo']['pwszName']), (80, 'server\0'))


def reply_is_read(data):
    (_, out), (_, scm) = properties(data)
    scm = read(dcomrt.ScmReplyInfoData, scm)['remoteReply']
    expect((scm['Oxid'], scm['authnHint']), (1, 6))
    units = b''.join(struct.pack('<H', unit) for unit in scm['pdsaOxidBindings']['aStringArray'])
    expect(dcomrt.STRINGBINDING(units)['aNetworkAddr'], ADDRESS)
    out = read(dcomrt.PropsOutInfo, out)
    expect(out['piid'][0]['Data'], guid(*range(1, 12)))
    expect(out['phresults'][0]['Data'], 0)
    standard_is_read(b''.join(out['ppIntfData'][0]['abData']))


def main():
    tests = {'this': this_is_read, 'standard': standard_is_read, 'request': request_is_read,
             'reply': reply_is_read}
    printed = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=True, encoding='ascii')
    rows = dict(line.split() for line in printed.stdout.splitlines())
    print(f'1..{len(tests)}')
    for number, (key, test) in enumerate(tests.items(), 1):
        try:
            test(bytes.fromhex(rows[key]))
            print(f'ok {number} - {test.__name__}')
        except Exception as error:  # whatever impacket makes of what it cannot read
            print(f'not ok {number} - {test.__name__}: {error!r}')


main()
