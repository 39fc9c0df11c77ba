/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "orpc/activation.h"

/* A request with every property, and a number of its own in each member; truth.py has the same. */
extern const BeckActivationRequest wire_request;

/* Whether that is what was read. */
void wire_check_request (const BeckActivationRequest *request);
