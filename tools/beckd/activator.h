/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <beck/rpc-server.h>

/* Registers the interfaces that make objects: ISystemActivator and IActivation. */
RPC_STATUS beckd_activator_start (void);
