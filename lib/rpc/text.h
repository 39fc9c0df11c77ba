/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * The texts of the RPC functions: those that end with A are UTF-8, those with W UTF-16. All work
 * is done in UTF-8. What a program gets it frees with RpcStringFree(), which is beck_free().
 */

#include <beck/rpc-binding.h>

/* @ret_text is NULL for NULL, else to be freed with beck_free(). 0, RPC_S_INVALID_ARG for what is
 * no UTF-16, RPC_S_OUT_OF_MEMORY; @ret_text is NULL after a failure. */
G_GNUC_INTERNAL guint32 beck_rpc_text_from_wide (const WCHAR *wide, char **ret_text);

/* The way back; RPC_S_INVALID_ARG for what is no UTF-8. */
G_GNUC_INTERNAL guint32 beck_rpc_text_to_wide (const char *text, WCHAR **ret_wide);

/* A copy; NULL without memory. */
G_GNUC_INTERNAL char *beck_rpc_text_copy (const char *text);
