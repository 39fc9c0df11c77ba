/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Who makes proxies and stubs, by IID: the tables that programs registered (beck_proxy_register()),
 * the classes that they named (CoRegisterPSClsid()), the library's own. What was registered last
 * comes first, and stays as long as the process.
 */

#include <beck/proxy.h>

/* IPSFactoryBuffer::CreateProxy and CreateStub by whoever does that for @riid. E_NOINTERFACE: nobody,
 * or the server has not got it. Any thread; may call the class object of a program. */
HRESULT beck_ps_create_proxy (REFIID riid, IUnknown *outer, IRpcProxyBuffer **proxy, void **ppv);
HRESULT beck_ps_create_stub (REFIID riid, IUnknown *server, IRpcStubBuffer **stub);

/* Whether there is somebody. */
gboolean beck_ps_knows (REFIID riid);

/* The interface whose asynchronous partner is @async_iid, of those in tables; NULL if there is
 * none. */
const BeckProxyInterface *beck_ps_find_async (REFIID async_iid);

/* CoRegisterPSClsid() and CoGetPSClsid(): REGDB_E_IIDNOTREG for an interface that no class was
 * named for; for one in a table the answer is the interface's own IID. */
HRESULT beck_ps_register_class (REFIID riid, REFCLSID rclsid);
HRESULT beck_ps_get_class (REFIID riid, CLSID *clsid);
