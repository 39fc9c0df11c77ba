/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "orpc/system-proxies.h"

BECK_EXTERN_PROXY_FILE (orpcobj);

const BeckProxyFile *const beck_system_proxy_files[] = {
  &orpcobj_ProxyFile,
  NULL,
};
