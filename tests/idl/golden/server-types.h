/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Included because rpc.acf says so. */
