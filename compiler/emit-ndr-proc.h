/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * What the files that print the functions of a procedure share: emit-ndr-proc.c, which knows about
 * all of them, and one for each job.
 */

#include "emit-ndr-private.h"

/* ---- Functions: emit-ndr-proc.c ---- */

void idl_ndr_begin (IdlNdrPrinter *printer, const IdlProcLayout *proc);

/* Prints a function around the printed body, or nothing if that is empty. */
void idl_ndr_finish (IdlNdrPrinter *printer, const char *head, const char *cast, const char *last,
                     GString *out);

typedef void (*IdlNdrParamPrinter) (IdlNdrPrinter *printer, const IdlParamLayout *param,
                                    const char *value);
void idl_ndr_each_param (IdlNdrPrinter *printer, IdlNdrParamPrinter print);

/* Whether generated code moves the data of @param, a pipe. */
gboolean idl_ndr_moves_pipe (const IdlNdrPrinter *printer, const IdlParamLayout *param);
void idl_ndr_pipe (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value,
                   const char *job);

/* ---- Room at the server: emit-ndr-room.c ---- */

/* Whether what @param refers to has a size that the method may change. */
gboolean idl_ndr_keeps_room (const IdlProcLayout *proc, const IdlParamLayout *param);

/* The elements that the arguments say there are. */
char *idl_ndr_said_elements (IdlNdrPrinter *printer, const IdlParamLayout *param,
                             const char *value);
void idl_ndr_note_room (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value);
void idl_ndr_check_kept_room (IdlNdrPrinter *printer, const IdlParamLayout *param,
                              const char *value);

/* ---- What is read beside what the caller has: emit-ndr-beside.c ---- */

gboolean idl_ndr_is_beside (const IdlParamLayout *param);

/* Whether old values are released by the rule of COM. */
gboolean idl_ndr_releases_old (const IdlProcLayout *proc);
void idl_ndr_get_beside (IdlNdrPrinter *printer, const IdlParamLayout *param, const char *value,
                         const char *room);

/* ---- What an answer changes before it is known to be good: emit-ndr-kept.c ---- */

typedef struct
{
  const IdlProcLayout *proc;
  GString *locals, *keep, *put_back;
} IdlNdrKept;

void idl_ndr_kept_init (IdlNdrKept *kept, const IdlProcLayout *proc);
void idl_ndr_kept_clear (IdlNdrKept *kept);
gboolean idl_ndr_keeps_old (const IdlNdrKept *kept);

/* The function that keeps what was and calls the one that reads. */
void idl_ndr_kept (const IdlNdrKept *kept, GString *out);

/* The head of the one that reads, which is the whole if nothing is kept. */
char *idl_ndr_out_head (const IdlNdrKept *kept);

/* ---- The jobs: emit-ndr-args.c, emit-ndr-in.c, emit-ndr-out.c, emit-ndr-release.c ---- */

void idl_ndr_put_in (const IdlProcLayout *proc, GString *out);
void idl_ndr_put_out (const IdlProcLayout *proc, GString *out);
void idl_ndr_get_in (const IdlProcLayout *proc, GString *out);
void idl_ndr_get_out (const IdlProcLayout *proc, GString *out);
void idl_ndr_clear_out (const IdlProcLayout *proc, GString *out);
void idl_ndr_free_out (const IdlProcLayout *proc, GString *out);
