/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A record as text: a key file with what the record says, and what the back end saved. Every key
 * must be there; numbers are within their bounds, texts fit. Process ids mean something on the
 * start of the system they were written on only, so its id is among them.
 */

#include "ras/record-private.h"

#include <beck/guid.h>
#include <beck/status.h>
#include <string.h>

#define GROUP "Connection"
#define KEY_ID "Id"
#define KEY_BOOT "Boot"
#define BOOT_ID_FILE "/proc/sys/kernel/random/boot_id"

typedef struct
{
  const char *key;
  gsize offset;
} Field;

typedef struct
{
  const char *key;
  gsize offset;
  gsize size; /* with the NUL */
} TextField;

typedef struct
{
  const char *key;
  gsize offset;
  guint64 max;
} NumberField;

#define AT(member) G_STRUCT_OFFSET (BeckRasRecord, member)

static const Field strings[] = {
  { "Entry", AT (entry) },
  { "Book", AT (book) },
  { "Backend", AT (backend) },
  { "PhoneNumber", AT (phone_number) },
};

#define TEXT(key, member)                                                                          \
  { key, AT (link.member), sizeof ((BeckRasLink *) NULL)->member }

static const TextField texts[] = {
  TEXT ("Device", device),
  TEXT ("DeviceType", device_type),
  TEXT ("DeviceName", device_name),
  TEXT ("Address", address),
  TEXT ("ServerAddress", server_address),
  TEXT ("Address6", address6),
  TEXT ("ServerAddress6", server_address6),
  TEXT ("LocalEndpoint", local_endpoint),
  TEXT ("RemoteEndpoint", remote_endpoint),
};

static const NumberField numbers[] = {
  { "Flags", AT (flags), G_MAXUINT32 },
  { "Uses", AT (uses), G_MAXUINT32 },
  { "State", AT (state), G_MAXUINT32 },
  { "SubState", AT (sub_state), G_MAXUINT32 },
  { "Error", AT (error), G_MAXUINT32 },
  /* No process has a larger number; to negative ones the kernel would give a meaning. */
  { "OwnerPid", AT (owner.pid), G_MAXINT32 },
  { "HelperPid", AT (helper.pid), G_MAXINT32 },
};

static const NumberField long_numbers[] = {
  { "Since", AT (since), G_MAXINT64 },
  { "Begun", AT (begun), G_MAXINT64 },
  { "OwnerStart", AT (owner.start), G_MAXUINT64 },
  { "HelperStart", AT (helper.start), G_MAXUINT64 },
  { "BaseBytesSent", AT (baseline.bytes_sent), G_MAXUINT64 },
  { "BaseBytesReceived", AT (baseline.bytes_received), G_MAXUINT64 },
  { "BaseFramesSent", AT (baseline.frames_sent), G_MAXUINT64 },
  { "BaseFramesReceived", AT (baseline.frames_received), G_MAXUINT64 },
  { "BaseErrorsSent", AT (baseline.errors_sent), G_MAXUINT64 },
  { "BaseErrorsReceived", AT (baseline.errors_received), G_MAXUINT64 },
};

G_STATIC_ASSERT (sizeof (pid_t) == sizeof (guint32));

static char *
read_boot_id (void)
{
  char *text = NULL;

  g_file_get_contents (BOOT_ID_FILE, &text, NULL, NULL);
  return text != NULL ? g_strchomp (text) : g_strdup ("");
}

static const char *
get_boot_id (void)
{
  static char *boot_id;

  if (g_once_init_enter (&boot_id))
    g_once_init_leave (&boot_id, read_boot_id ());
  return boot_id;
}

/* ---- To text ---- */

static void
put_number (GKeyFile *file, const char *key, guint64 number)
{
  g_key_file_set_uint64 (file, GROUP, key, number);
}

static void
put_session (GKeyFile *file, GKeyFile *session)
{
  g_auto (GStrv) keys = g_key_file_get_keys (session, BECK_RAS_RECORD_SESSION, NULL, NULL);

  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *value
        = g_key_file_get_value (session, BECK_RAS_RECORD_SESSION, keys[i], NULL);

      g_key_file_set_value (file, BECK_RAS_RECORD_SESSION, keys[i], value);
    }
}

char *
beck_ras_record_print (const BeckRasRecord *record, gsize *size)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  char id[BECK_GUID_TEXT_SIZE];

  beck_guid_format (&record->id, id);
  g_key_file_set_string (file, GROUP, KEY_ID, id);
  g_key_file_set_string (file, GROUP, KEY_BOOT, get_boot_id ());
  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      const char *text = G_STRUCT_MEMBER (char *, record, strings[i].offset);

      g_key_file_set_string (file, GROUP, strings[i].key, text != NULL ? text : "");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_key_file_set_string (file, GROUP, texts[i].key,
                           G_STRUCT_MEMBER_P (record, texts[i].offset));
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    put_number (file, numbers[i].key, G_STRUCT_MEMBER (guint32, record, numbers[i].offset));
  for (gsize i = 0; i < G_N_ELEMENTS (long_numbers); i++)
    put_number (file, long_numbers[i].key,
                G_STRUCT_MEMBER (guint64, record, long_numbers[i].offset));
  if (record->session != NULL)
    put_session (file, record->session);
  return g_key_file_to_data (file, size, NULL);
}

/* ---- From text ---- */

static gboolean
is_of_this_start (GKeyFile *file)
{
  g_autofree char *boot_id = g_key_file_get_string (file, GROUP, KEY_BOOT, NULL);

  return g_strcmp0 (boot_id, get_boot_id ()) == 0;
}

static gboolean
get_id (GKeyFile *file, GUID *id)
{
  g_autofree char *text = g_key_file_get_string (file, GROUP, KEY_ID, NULL);

  return text != NULL && beck_guid_parse (text, -1, id);
}

/* 0, ERROR_INVALID_DATA, ERROR_NOT_ENOUGH_MEMORY */
static guint32
get_strings (GKeyFile *file, BeckRasRecord *record)
{
  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      g_autofree char *text = g_key_file_get_string (file, GROUP, strings[i].key, NULL);

      if (text == NULL)
        return ERROR_INVALID_DATA;
      if (!beck_ras_record_set (&G_STRUCT_MEMBER (char *, record, strings[i].offset), text))
        return ERROR_NOT_ENOUGH_MEMORY;
    }
  return 0;
}

static gboolean
get_texts (GKeyFile *file, BeckRasRecord *record)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = g_key_file_get_string (file, GROUP, texts[i].key, NULL);

      if (text == NULL
          || g_strlcpy (G_STRUCT_MEMBER_P (record, texts[i].offset), text, texts[i].size)
               >= texts[i].size)
        return FALSE;
    }
  return TRUE;
}

/* Strictly: g_key_file_get_uint64() would take a sign, and numbers with something behind them. */
static gboolean
get_number (GKeyFile *file, const char *key, guint64 max, guint64 *number)
{
  g_autofree char *text = g_key_file_get_value (file, GROUP, key, NULL);

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, max, number, NULL);
}

static gboolean
get_numbers (GKeyFile *file, BeckRasRecord *record)
{
  guint64 number;

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      if (!get_number (file, numbers[i].key, numbers[i].max, &number))
        return FALSE;
      G_STRUCT_MEMBER (guint32, record, numbers[i].offset) = (guint32) number;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (long_numbers); i++)
    {
      if (!get_number (file, long_numbers[i].key, long_numbers[i].max, &number))
        return FALSE;
      G_STRUCT_MEMBER (guint64, record, long_numbers[i].offset) = number;
    }
  return TRUE;
}

guint32
beck_ras_record_parse (BeckRasRecord *record, const char *text, gsize size)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  guint32 error;

  if (!g_key_file_load_from_data (file, text, size, G_KEY_FILE_NONE, NULL)
      || !is_of_this_start (file) || !get_id (file, &record->id) || !get_texts (file, record)
      || !get_numbers (file, record))
    return ERROR_INVALID_DATA;
  error = get_strings (file, record);
  if (error != 0)
    return error;
  record->session = g_key_file_new ();
  put_session (record->session, file);
  return 0;
}
