/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* A type that the compiler knows from marshal.acf by name only. */

typedef int represented_type;
