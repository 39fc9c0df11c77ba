/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Network Data Representation: all headers of the runtime that code written by beck-idl calls
 * (docs/ndr.md).
 */

#include <beck/ndr-fault.h>
#include <beck/ndr-hooks.h>
#include <beck/ndr-memory.h>
#include <beck/ndr-method.h>
#include <beck/ndr-reader.h>
#include <beck/ndr-writer.h>
