/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Numbers of errors. */

#include <beck/hresult.h>
#include <beck/status.h>

#ifndef NERR_Success
#define NERR_Success 0
#endif
