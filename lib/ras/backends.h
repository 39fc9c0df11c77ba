/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* The tables of the back ends, for their list (backends.c). */

#include "ras/backend.h"

extern const BeckRasBackend beck_ras_openvpn;
extern const BeckRasBackend beck_ras_pppd;
extern const BeckRasBackend beck_ras_simulator;
