#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes what impacket makes of headers, references and activation properties, for test-truth.c
to read. One line each: its key, and the bytes."""

import struct
import sys

from impacket.dcerpc.v5 import dcomrt
from impacket.dcerpc.v5.ndr import NULL

PROTSEQ = b'\x07\0' + '127.0.0.1[135]\0'.encode('utf-16le') + b'\0\0'
SECURITY = b'\x0a\0\xff\xff' + bytes(4)


def guid(first, second, third, *rest):
    return struct.pack('<IHH8B', first, second, third, *rest)


def fill(made, **values):
    for key, value in values.items():
        made[key] = value
    return made


def image(made):
    return made.getData() + made.getDataReferents()


def this():
    return fill(dcomrt.ORPCTHIS(), cid=bytes(range(16)), extensions=NULL, flags=1)


def extension(data):
    made = dcomrt.PORPC_EXTENT()
    if data is None:
        made.fields['Data'] = b''
        made['ReferentID'] = 0
        return made
    return fill(made, id=b'\x11' * 16, size=len(data), data=data + bytes(-len(data) % 8))


def this_with_extension():
    made = fill(dcomrt.ORPCTHIS(), cid=bytes(range(16)), flags=1)
    fill(made['extensions'], size=1, reserved=0)
    made['extensions']['extent'].append(extension(b'abc'))
    made['extensions']['extent'].append(extension(None))
    return made


def addresses():
    return fill(dcomrt.DUALSTRINGARRAYPACKED(),
                wNumEntries=(len(PROTSEQ) + len(SECURITY)) // 2,
                wSecurityOffset=len(PROTSEQ) // 2,
                aStringArray=PROTSEQ + SECURITY).getData()


def reference(cls, **more):
    made = fill(cls(), iid=dcomrt.IID_IUnknown[:-4], saResAddr=addresses(), **more)
    fill(made['std'], flags=dcomrt.SORF_NOPING, cPublicRefs=5, oxid=1 << 60, oid=2 << 60,
         ipid=bytes(range(16)))
    return made.getData()


def guids(target, values):
    for value in values:
        made = dcomrt.CLSID()
        made['Data'] = value
        target.append(made)


def instantiation():
    made = fill(dcomrt.InstantiationInfoData(),
                classId=guid(99, 98, 97, 96, 95, 94, 93, 92, 91, 90, 89),
                classCtx=30, actvflags=31, fIsSurrogate=32, instFlag=33, cIID=2)
    guids(made['pIID'], [guid(*range(1, 12)), guid(*range(12, 23))])
    fill(made['clientCOMVersion'], MajorVersion=5, MinorVersion=6)
    return made


def special():
    return fill(dcomrt.SpecialPropertiesData(), dwSessionId=40, fRemoteThisSessionId=41,
                fClientImpersonating=42, fPartitionIDPresent=43, dwDefaultAuthnLvl=44,
                guidPartition=guid(*range(45, 56)), dwPRTFlags=56, dwOrigClsctx=57, dwFlags=58,
                Reserved=b'')


def scm_request():
    made = fill(dcomrt.ScmRequestInfoData(), pdwReserved=NULL)
    fill(made['remoteRequest'], ClientImpLevel=60, cRequestedProtseqs=2)
    for protseq in (7, 31):
        made['remoteRequest']['pRequestedProtseqs'].append(protseq)
    return made


def context():
    made = fill(dcomrt.ActivationContextInfoData(), clientOK=1)
    fill(made['pIFDClientCtx'], ulCntData=3, abData=b'\1\2\3')
    fill(made['pIFDPrototypeCtx'], ulCntData=5, abData=b'\4\5\6\7\x08')
    return made


def location():
    return fill(dcomrt.LocationInfoData(), machineName='box\0', processId=70, apartmentId=71,
                contextId=72)


def security():
    made = fill(dcomrt.SecurityInfoData(), dwAuthnFlags=80, pdwReserved=NULL)
    fill(made['pServerInfo'], pwszName='server\0', pdwReserved=NULL)
    return made


def properties(iid, clsid, destination, parts):
    """The reference of a blob with these properties."""
    blob = dcomrt.ACTIVATION_BLOB()
    fill(blob['CustomHeader'], destCtx=destination, pdwReserved=NULL)
    guids(blob['CustomHeader']['pclsid'], [cls for cls, _ in parts])
    data = b''
    for _, part in parts:
        one = image(part)
        one += b'\xfa' * (-len(one) % 8)
        size = dcomrt.DWORD()
        size['Data'] = len(one)
        blob['CustomHeader']['pSizes'].append(size)
        data += one
    blob['Property'] = data
    made = fill(dcomrt.OBJREF_CUSTOM(), iid=iid[:-4], clsid=clsid, pObjectData=blob.getData())
    made['ObjectReferenceSize'] = len(made['pObjectData']) + 8
    return made.getData()


def request():
    return properties(dcomrt.IID_IActivationPropertiesIn, dcomrt.CLSID_ActivationPropertiesIn, 3, [
        (dcomrt.CLSID_InstantiationInfo, instantiation()),
        (dcomrt.CLSID_SpecialSystemProperties, special()),
        (dcomrt.CLSID_ScmRequestInfo, scm_request()),
        (dcomrt.CLSID_ActivationContextInfo, context()),
        (dcomrt.CLSID_ServerLocationInfo, location()),
        (dcomrt.CLSID_SecurityInfo, security())])


def props_out():
    made = fill(dcomrt.PropsOutInfo(), cIfs=1)
    guids(made['piid'], [guid(*range(1, 12))])
    result = dcomrt.HRESULT()
    result['Data'] = 0
    made['phresults'].append(result)
    made['ppIntfData'].append(fill(dcomrt.PMInterfacePointer(), ulCntData=4, abData=b'MEOW'))
    return made


def scm_reply():
    made = fill(dcomrt.ScmReplyInfoData(), pdwReserved=0)
    fill(made['remoteReply'], Oxid=1 << 60, ipidRemUnknown=b'\x55' * 16, authnHint=6)
    fill(made['remoteReply']['pdsaOxidBindings'], wNumEntries=4, wSecurityOffset=2,
         aStringArray=[0, 0, 0, 0])
    return made


def reply():
    return properties(dcomrt.IID_IActivationPropertiesOut, dcomrt.CLSID_ActivationPropertiesOut, 2,
                      [(dcomrt.CLSID_PropsOutInfo, props_out()),
                       (dcomrt.CLSID_ScmReplyInfo, scm_reply())])


def main():
    rows = {
        'this': image(this()),
        'this-extension': image(this_with_extension()),
        'standard': reference(dcomrt.OBJREF_STANDARD),
        'handler': reference(dcomrt.OBJREF_HANDLER, clsid=b'\x33' * 16),
        'request': request(),
        'reply': reply(),
    }
    with open(sys.argv[1], 'w', encoding='ascii') as out:
        for key, value in rows.items():
            out.write(f'{key} {value.hex()}\n')


main()
