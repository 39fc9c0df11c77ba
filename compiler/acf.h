/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "compiler.h"

/**
 * idl_acf_merge:
 *
 * Reads the attribute configuration file that belongs to the main file, if there is
 * one, and adds its attributes to the declarations it names.
 */
void idl_acf_merge (IdlCompiler *compiler);
