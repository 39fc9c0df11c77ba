/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "compiler.h"

/* Connects each [call_as] method of @interface with the [local] one it stands for. */
void idl_link_call_as (IdlCompiler *compiler, IdlInterface *interface);
