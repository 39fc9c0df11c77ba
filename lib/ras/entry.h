/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/*
 * An entry of a phone book: its name and what is set for it, text by key (spec/ras.md 1, 7.8). The
 * keys that <ras.h> has fields for are listed in entry-keys.h; others belong to the back end that
 * the entry names, and the library keeps them as they are. There are no secrets in it.
 *
 * Entries are immutable once others have them; they are counted atomically.
 */

#include <glib.h>

typedef struct BeckRasEntry BeckRasEntry;

/* Keys that more than one file uses; the values are UTF-8. Numbers are decimal. */
#define BECK_RAS_KEY_TYPE "Type" /* RASET_, a number */
#define BECK_RAS_KEY_DEVICE_TYPE "DeviceType" /* RASDT_ */
#define BECK_RAS_KEY_DEVICE_NAME "DeviceName"
#define BECK_RAS_KEY_PHONE_NUMBER "PhoneNumber" /* VPN: host[:port][/udp|tcp] */
#define BECK_RAS_KEY_BACKEND "Backend" /* szCustomDialDll: the name of a back end */
#define BECK_RAS_KEY_OPTIONS "Options" /* dwfOptions: RASEO_ */
#define BECK_RAS_KEY_OPTIONS2 "Options2"
#define BECK_RAS_KEY_IDLE_SECONDS "IdleDisconnectSeconds"
#define BECK_RAS_KEY_REDIAL_COUNT "RedialCount"
#define BECK_RAS_KEY_REDIAL_PAUSE "RedialPause" /* seconds */
#define BECK_RAS_KEY_DOMAIN "Domain" /* what "*" in a request stands for */

/* @name and @book are copied; @book is the path of the file, "" for an entry of no file. NULL if
 * there is no memory. */
BeckRasEntry *beck_ras_entry_new (const char *name, const char *book);
BeckRasEntry *beck_ras_entry_ref (BeckRasEntry *entry);
void beck_ras_entry_unref (BeckRasEntry *entry); /* (nullable) */

const char *beck_ras_entry_get_name (const BeckRasEntry *entry);
const char *beck_ras_entry_get_book (const BeckRasEntry *entry);

/* NULL if it is not set. */
const char *beck_ras_entry_get (const BeckRasEntry *entry, const char *key);
/* @otherwise if it is not set or is no number. */
guint32 beck_ras_entry_get_number (const BeckRasEntry *entry, const char *key, guint32 otherwise);

/* Before others have it. @value NULL removes the key. FALSE if there is no memory. */
gboolean beck_ras_entry_set (BeckRasEntry *entry, const char *key, const char *value);
gboolean beck_ras_entry_set_number (BeckRasEntry *entry, const char *key, guint32 value);

/* In the order in which they were set. */
void beck_ras_entry_foreach (const BeckRasEntry *entry,
                             void (*func) (const char *key, const char *value, gpointer data),
                             gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BeckRasEntry, beck_ras_entry_unref)
