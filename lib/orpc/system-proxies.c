/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The interfaces of the system that travel. What their local forms have and remote ones have not
 * is in remote-*.c. IDispatch (oaidl.idl) is not among them: its arguments need what this library
 * has not got.
 */

#include "orpc/system-proxies.h"

BECK_EXTERN_PROXY_FILE (oaerror);
BECK_EXTERN_PROXY_FILE (objidl);
BECK_EXTERN_PROXY_FILE (objidlbase);
BECK_EXTERN_PROXY_FILE (orpcobj);
BECK_EXTERN_PROXY_FILE (rasconn);
BECK_EXTERN_PROXY_FILE (unknwn);

const BeckProxyFile *const beck_system_proxy_files[] = {
  &oaerror_ProxyFile,
  &objidl_ProxyFile,
  &objidlbase_ProxyFile,
  &orpcobj_ProxyFile,
  &rasconn_ProxyFile,
  &unknwn_ProxyFile,
  NULL,
};
