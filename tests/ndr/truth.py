#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes bytes that impacket makes of calls, for test-truth.c to compare ours with.

One line per call: its key, the bytes, and what each of them is: 'e' one that matters, 'g' one
of a gap, 'p' one of a pointer's number. To tell them apart, every call is made twice, by copies of
impacket that fill gaps and number pointers differently.

The types keep clear of what impacket does its own way (wire.md 3.5, 8.2): arms of unions are
aligned to 4 at least, nothing is varying at an offset, enums are taken where they are two
bytes, and arrays of numbers of eight bytes are behind pointers, since impacket aligns those that
are parameters as if their count were not there.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import random
import re
import sys

NDR = 'impacket.dcerpc.v5'


class Loader(importlib.machinery.SourceFileLoader):
    """Loads a module with its fillers replaced, past any compiled copy."""

    filler = 0

    def get_code(self, fullname):
        path = self.get_filename(fullname)
        source = re.sub(rb"b'\\x[0-9a-fA-F]{2}'( ?\* ?pad)", rb"b'\\x%02x'\1" % self.filler,
                        self.get_data(path))
        return compile(source, path, 'exec', dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname, path, target=None):
        if not fullname.startswith(NDR + '.'):
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is not None and spec.origin is not None and spec.origin.endswith('.py'):
            spec.loader = Loader(fullname, spec.origin)
        return spec


def load(filler, number):
    for name in [name for name in sys.modules if name.startswith('impacket')]:
        del sys.modules[name]
    Loader.filler = filler
    random.randint = lambda low, high: number
    importlib.import_module(NDR + '.ndr')
    return {name: importlib.import_module(NDR + '.' + name)
            for name in ('ndr', 'dtypes', 'lsad', 'lsat', 'samr', 'srvs', 'wkst', 'epm', 'scmr')}


def calls(m):
    """Yields (key, call) for every call."""
    ndr, dt = m['ndr'], m['dtypes']

    def call(key, **fields):
        """A call of parameters given as (class, value), or (class, function that sets it)."""
        made = type(key, (ndr.NDRCALL,),
                    {'structure': tuple((name, cls) for name, (cls, _) in fields.items())})()
        for name, (_, value) in fields.items():
            if callable(value):
                value(made, name)
            elif value is not None:
                made[name] = value
        return key, made

    def array(item_class, base=ndr.NDRUniConformantArray):
        return type('Array', (base,), {'item': item_class})

    def pointer(target):
        return type('Pointer', (ndr.NDRPOINTER,), {'referent': (('Data', target),)})

    def struct(**fields):
        return type('Struct', (ndr.NDRSTRUCT,), {'structure': tuple(fields.items())})

    def null(made, name):
        made[name] = ndr.NULL

    def fill(**values):
        def setter(made, name):
            for key, value in values.items():
                made.fields[name][key] = value
        return setter

    def ustr(text):
        made = dt.RPC_UNICODE_STRING()
        made['Data'] = text
        return made

    def sid(text, cls=dt.RPC_SID):
        made = cls()
        made.fromCanonical(text)
        return made

    def handle(n):
        return bytes(4) + bytes([n]) * 16

    # Numbers
    yield call('small', v=(ndr.NDRSMALL, -5))
    yield call('usmall', v=(ndr.NDRUSMALL, 250))
    yield call('short', v=(ndr.NDRSHORT, -2))
    yield call('ushort', v=(ndr.NDRUSHORT, 0xfedc))
    yield call('long', v=(ndr.NDRLONG, -3))
    yield call('ulong', v=(ndr.NDRULONG, 0xfedcba98))
    yield call('hyper', v=(ndr.NDRHYPER, -10))
    yield call('uhyper', v=(ndr.NDRUHYPER, 0x0123456789abcdef))
    yield call('float', v=(ndr.NDRFLOAT, -1.5))
    yield call('double', v=(ndr.NDRDOUBLEFLOAT, 2.25))
    yield call('enum', v=(ndr.NDRENUM, 5))
    yield call('numbers', a=(ndr.NDRUSMALL, 1), b=(ndr.NDRHYPER, 2), c=(ndr.NDRUSHORT, 3),
               d=(ndr.NDRDOUBLEFLOAT, 4.0), e=(ndr.NDRUSMALL, 5), f=(ndr.NDRULONG, 6))

    # Structures
    inner = struct(a=ndr.NDRUSMALL, b=ndr.NDRULONG, c=ndr.NDRUSMALL)
    gaps = struct(a=ndr.NDRUSMALL, b=ndr.NDRHYPER, c=ndr.NDRUSMALL, d=ndr.NDRUSHORT)
    outer = struct(a=ndr.NDRUSMALL, b=inner, c=ndr.NDRUSHORT)
    yield call('gaps', before=(ndr.NDRUSMALL, 9), v=(gaps, fill(a=1, b=2, c=3, d=4)))

    def set_outer(made, name):
        made[name]['a'] = 1
        for key, value in zip('abc', (2, 3, 4)):
            made[name]['b'][key] = value
        made[name]['c'] = 5
    yield call('nested', v=(outer, set_outer))

    # Strings
    yield call('text', v=(dt.LPWSTR, 'abc\0'))
    yield call('no-text', v=(dt.LPWSTR, null))
    yield call('ref-text', v=(dt.WSTR, 'hi\0'))
    yield call('narrow', v=(dt.LPSTR, 'abc\0'))
    yield call('ref-narrow', v=(dt.STR, 'x\0'))
    yield call('two-texts', a=(dt.LPSTR, 'abcd\0'), b=(dt.LPWSTR, 'e\0'))

    # Arrays
    yield call('bytes', n=(ndr.NDRULONG, 3), v=(array('c'), b'\1\2\3'))
    yield call('shorts', n=(ndr.NDRULONG, 2), v=(array('<H'), [1, 2]))
    yield call('longs', n=(ndr.NDRULONG, 2), v=(pointer(array('<L')), [1, 2]))
    yield call('hypers', n=(ndr.NDRULONG, 2), v=(pointer(array('<Q')), [1, 2]))
    yield call('part', n=(ndr.NDRULONG, 2),
               v=(array('<H', ndr.NDRUniConformantVaryingArray), [7, 8]))
    yield call('varying', n=(ndr.NDRULONG, 2), v=(array('<H', ndr.NDRUniVaryingArray), [7, 8]))
    yield call('tail', v=(struct(n=ndr.NDRUSHORT, v=array('<L')), fill(n=2, v=[5, 6])))
    yield call('tail-pointer',
               v=(pointer(struct(n=ndr.NDRUSHORT, v=array('c'))), fill(n=3, v=b'abc')))

    # Types everybody knows
    guid = bytes(range(16))
    yield call('guid', v=(dt.GUID, guid))
    yield call('guid-pointer', a=(ndr.NDRUSMALL, 1), v=(dt.PGUID, guid))
    yield call('filetime', v=(dt.FILETIME, fill(dwLowDateTime=1, dwHighDateTime=-2)))
    yield call('luid', v=(dt.LUID, fill(LowPart=1, HighPart=-2)))
    yield call('systemtime', v=(dt.SYSTEMTIME, fill(
        wYear=2026, wMonth=11, wDayOfWeek=6, wDay=21, wHour=9, wMinute=30, wSecond=5,
        wMilliseconds=999)))
    yield call('large-integer', v=(dt.PLARGE_INTEGER, -5))
    yield call('object-type', v=(dt.OBJECT_TYPE_LIST, fill(Level=1, Remaining=2, ObjectType=guid)))
    yield call('ustr', v=(dt.RPC_UNICODE_STRING, ustr('abc')))
    yield call('ustr-pointer', v=(dt.PRPC_UNICODE_STRING, 'hello'))

    def no_buffer(made, name):
        made.fields[name]['Data'] = ndr.NULL
    yield call('ustr-null', v=(dt.RPC_UNICODE_STRING, no_buffer))
    yield call('sid', v=(dt.RPC_SID, sid('S-1-5-32-544')))

    yield call('sid-pointer', before=(ndr.NDRUSMALL, 7),
               v=(dt.PRPC_SID, lambda made, name: made.fields[name].fields['Data'].fromCanonical(
                   'S-1-5-21-1-2-3')))

    # Real calls
    open2 = m['lsad'].LsarOpenPolicy2()
    open2['SystemName'] = 'box\0'
    open2['ObjectAttributes']['Length'] = 24
    open2['ObjectAttributes']['RootDirectory'] = ndr.NULL
    open2['ObjectAttributes']['ObjectName'] = ndr.NULL
    open2['ObjectAttributes']['Attributes'] = 0
    open2['ObjectAttributes']['SecurityDescriptor'] = ndr.NULL
    qos = m['lsad'].SECURITY_QUALITY_OF_SERVICE()
    qos['Length'] = 12
    qos['ImpersonationLevel'] = 2
    qos['ContextTrackingMode'] = 1
    qos['EffectiveOnly'] = 0
    open2['ObjectAttributes'].fields['SecurityQualityOfService'].fields['Data'] = qos
    open2['DesiredAccess'] = 0x02000000
    yield 'lsar-open-policy2', open2

    rights = m['lsad'].LsarAddAccountRights()
    rights['PolicyHandle'] = handle(0xab)
    rights['AccountSid'] = sid('S-1-5-32-544')
    rights['UserRights']['EntriesRead'] = 2
    rights['UserRights']['UserRights'].append(ustr('SeA'))
    rights['UserRights']['UserRights'].append(ustr('SeBackup'))
    yield 'lsar-add-account-rights', rights

    accounts = m['lsad'].LsarEnumerateAccountsResponse()
    accounts['EnumerationContext'] = 1
    accounts['EnumerationBuffer']['EntriesRead'] = 2
    for text in ('S-1-5-18', 'S-1-5-32-544'):
        account = m['lsad'].LSAPR_ACCOUNT_INFORMATION()
        account.fields['Sid'].fields['Data'].fromCanonical(text)
        accounts['EnumerationBuffer']['Information'].append(account)
    accounts['ErrorCode'] = 0
    yield 'lsar-enumerate-accounts', accounts

    names = m['samr'].SamrLookupNamesInDomain()
    names['DomainHandle'] = handle(0x5a)
    names['Count'] = 2
    names['Names'].append(ustr('root'))
    names['Names'].append(ustr('guest'))
    names.fields['Names'].fields['MaximumCount'] = 1000
    yield 'samr-lookup-names', names

    domains = m['samr'].SamrEnumerateDomainsInSamServerResponse()
    domains['EnumerationContext'] = 2
    domains['Buffer']['EntriesRead'] = 2
    for number, text in ((1, 'Builtin'), (2, 'BOX')):
        domain = m['samr'].SAMPR_RID_ENUMERATION()
        domain['RelativeId'] = number
        domain['Name'] = ustr(text)
        domains['Buffer']['Buffer'].append(domain)
    domains['CountReturned'] = 2
    domains['ErrorCode'] = 0
    yield 'samr-enumerate-domains', domains

    shares = m['srvs'].NetrShareEnumResponse()
    shares['InfoStruct']['Level'] = 1
    shares['InfoStruct']['ShareInfo']['tag'] = 1
    shares['InfoStruct']['ShareInfo']['Level1']['EntriesRead'] = 2
    for text, kind, remark in (('IPC$\0', 3, 'inter\0'), ('d\0', 0, '\0')):
        share = m['srvs'].SHARE_INFO_1()
        share['shi1_netname'] = text
        share['shi1_type'] = kind
        share['shi1_remark'] = remark
        shares['InfoStruct']['ShareInfo']['Level1']['Buffer'].append(share)
    shares['TotalEntries'] = 2
    shares['ResumeHandle'] = ndr.NULL
    shares['ErrorCode'] = 0
    yield 'netr-share-enum', shares

    station = m['wkst'].NetrWkstaGetInfoResponse()
    station['WkstaInfo']['tag'] = 100
    info = station['WkstaInfo']['WkstaInfo100']
    info['wki100_platform_id'] = 500
    info['wki100_computername'] = 'BOX\0'
    info['wki100_langroup'] = 'HOME\0'
    info['wki100_ver_major'] = 6
    info['wki100_ver_minor'] = 1
    station['ErrorCode'] = 0
    yield 'netr-wksta-get-info', station

    lookup = m['epm'].ept_lookup()
    lookup['inquiry_type'] = 1
    lookup['object'] = guid
    lookup['Ifid']['Uuid'] = guid[::-1]
    lookup['Ifid']['VersMajor'] = 3
    lookup['Ifid']['VersMinor'] = 4
    lookup['vers_option'] = 1
    lookup['entry_handle']['context_handle_attributes'] = 0
    lookup['entry_handle']['context_handle_uuid'] = bytes(16)
    lookup['max_ents'] = 500
    yield 'ept-lookup', lookup

    towers = m['epm'].ept_map()
    towers['obj'] = ndr.NULL
    towers['map_tower']['tower_length'] = 5
    towers['map_tower']['tower_octet_string'] = b'tower'
    towers['entry_handle']['context_handle_attributes'] = 0
    towers['entry_handle']['context_handle_uuid'] = bytes(16)
    towers['max_towers'] = 4
    yield 'ept-map', towers

    manager = m['scmr'].ROpenSCManagerW()
    manager['lpMachineName'] = 'DUMMY\0'
    manager['lpDatabaseName'] = ndr.NULL
    manager['dwDesiredAccess'] = 0xf003f
    yield 'ropen-sc-manager', manager


def kinds(once, twice, number):
    """What each byte is, from two images of one call."""
    result = ['e' if a == b else 'g' for a, b in zip(once, twice)]
    for i in range(0, len(once) - 3, 4):
        if once[i:i + 4] == number.to_bytes(4, 'little') and 'g' in result[i:i + 4]:
            result[i:i + 4] = 'pppp'
    return ''.join(result)


def images(filler, number):
    return {key: call.getData() for key, call in calls(load(filler, number))}


def main():
    sys.meta_path.insert(0, Finder())
    once, twice = images(0xaa, 0x71717171), images(0x55, 0x3c3c3c3c)
    with open(sys.argv[1], 'w', encoding='ascii') as out:
        for key, image in once.items():
            assert len(image) == len(twice[key]), key
            out.write(f'{key} {image.hex()} {kinds(image, twice[key], 0x71717171)}\n')


main()
