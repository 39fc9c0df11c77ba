/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Lengths of the names of users, passwords and domains, without the NUL. */

#define UNLEN 256
#define PWLEN 256
#define DNLEN 15
#define CNLEN 15
