/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ras/api-notifier.h"

/* What RasDial was called with; the texts are in secret memory. */
typedef struct
{
  BeckRasRequest request;
  BeckRasNotify notify;
  HRASCONN *connection;
} BeckRasDialCall;

/* Dials, or goes on after a pause. What RasDial returns. */
DWORD beck_ras_dial_call (const BeckRasDialCall *call);
