/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "compiler.h"

/**
 * idl_async_derive:
 * @interface: a defined interface
 *
 * If it has [async_uuid], fills its partner, AsyncIFoo, with a Begin_ and a Finish_
 * method for each method. The partner of the base, if there is one, must be filled
 * already.
 */
void idl_async_derive (IdlCompiler *compiler, IdlInterface *interface);
