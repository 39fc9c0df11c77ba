/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * Between activation.c, which knows the container, and the files with the properties.
 */

#include "orpc/activation.h"

/* Over the data of one property, behind its headers. */
typedef gboolean (*BeckActivationGet) (BeckNdrReader *reader, gpointer values);
typedef gboolean (*BeckActivationPut) (BeckNdrWriter *writer, gconstpointer values);

typedef struct
{
  const char *name;
  guint32 clsid; /* the first word; the rest is that of COM's own GUIDs */
  BeckActivationProperties flag;
  BeckActivationGet get; /* NULL: told of only */
  BeckActivationPut put;
} BeckActivationProperty;

/* One direction. */
typedef struct
{
  guint32 iid, clsid; /* of its OBJREF, as above */
  const BeckActivationProperty *properties;
  guint n_properties;
  BeckActivationProperties required;
} BeckActivationForm;

/* The first two words of requests and replies alike. */
typedef struct
{
  guint32 properties;
  guint32 destination;
} BeckActivationHead;

G_GNUC_INTERNAL extern const BeckActivationForm beck_activation_request_form;
G_GNUC_INTERNAL extern const BeckActivationForm beck_activation_reply_form;

G_GNUC_INTERNAL gboolean beck_activation_parse (const BeckActivationForm *form, const guint8 *data,
                                                gsize size, BeckNdrArena *arena,
                                                BeckActivationHead *values, BeckNdrFault *fault);
G_GNUC_INTERNAL gboolean beck_activation_print (const BeckActivationForm *form,
                                                const BeckActivationHead *values,
                                                BeckNdrWriter *writer);

/* ---- What several properties have ---- */

/* A unique pointer, whether it is NULL. */
static inline gboolean
beck_activation_get_pointer (BeckNdrReader *reader, gboolean *there)
{
  guint32 pointer;

  if (!beck_ndr_get_u32 (reader, &pointer))
    return FALSE;
  *there = pointer != 0;
  return TRUE;
}

/* A conformant array of @n GUIDs, behind its pointer. */
G_GNUC_INTERNAL gboolean beck_activation_get_guids (BeckNdrReader *reader, guint32 n,
                                                    const GUID **guids);
G_GNUC_INTERNAL gboolean beck_activation_put_guids (BeckNdrWriter *writer, guint32 n,
                                                    const GUID *guids);
