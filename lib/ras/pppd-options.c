/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What pppd and chat are told, as text. Every value that comes from an entry or a request is
 * checked before, by pppd_check(), or quoted; credentials are in a text of their own, in secret
 * memory.
 *
 * Without root, pppd takes neither plugins nor noauth from us; an entry then names a file of
 * /etc/ppp/peers, and the device and the way to it are that file's.
 */

#include "ras/pppd-private.h"

#include <string.h>
#include <win/ras.h>
#include <win/raserror.h>

#define MAX_INTERFACE 15 /* IFNAMSIZ */
#define MAX_SECRET 255 /* bytes; pppd cuts off what is longer */

static const char number_characters[] = "0123456789*#+,;ABCDPTWpwt@!";
static const char number_ornaments[] = "-(). ";
static const char name_characters[]
  = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
/* No quotes, and nothing that chat gives a meaning. */
static const char modem_characters[]
  = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&+=%*#,;!?/:._";

static const char *
get (const BeckRasEntry *entry, const char *key)
{
  const char *value = beck_ras_entry_get (entry, key);

  return value != NULL ? value : "";
}

static const char *
device_of (const BeckRasEntry *entry)
{
  const char *device = get (entry, PPPD_KEY_DEVICE);

  return device[0] != '\0' ? device : get (entry, BECK_RAS_KEY_DEVICE_NAME);
}

static const char *
init_of (const BeckRasEntry *entry)
{
  const char *init = get (entry, PPPD_KEY_INIT);

  return init[0] != '\0' ? init : "ATZ";
}

gboolean
pppd_is_pppoe (const BeckRasEntry *entry)
{
  return g_ascii_strcasecmp (get (entry, BECK_RAS_KEY_DEVICE_TYPE), RASDT_PPPoE) == 0;
}

/* ---- Checks ---- */

static gboolean
has_only (const char *text, const char *characters)
{
  return text[strspn (text, characters)] == '\0';
}

static gboolean
is_printable (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_iscntrl (*text))
      return FALSE;
  return TRUE;
}

static gboolean
is_name (const char *text)
{
  return text[0] != '.' && text[0] != '-' && has_only (text, name_characters);
}

static guint32
check_modem (const BeckRasEntry *entry, const char *phone_number)
{
  const char *device = device_of (entry);

  if (device[0] == '\0' || !is_printable (device))
    return ERROR_DEVICENAME_NOT_FOUND;
  if (!has_only (init_of (entry), modem_characters))
    return ERROR_CORRUPT_PHONEBOOK;
  for (const char *c = phone_number; *c != '\0'; c++)
    if (strchr (number_characters, *c) == NULL && strchr (number_ornaments, *c) == NULL)
      return ERROR_BAD_PHONE_NUMBER;
  return has_only (phone_number, number_ornaments) ? ERROR_BAD_PHONE_NUMBER : 0;
}

static guint32
check_pppoe (const BeckRasEntry *entry, const char *service)
{
  const char *device = device_of (entry);

  if (device[0] == '\0' || strlen (device) > MAX_INTERFACE || !is_name (device))
    return ERROR_DEVICENAME_NOT_FOUND;
  if (!is_printable (service))
    return ERROR_BAD_PHONE_NUMBER;
  return is_printable (get (entry, PPPD_KEY_CONCENTRATOR)) ? 0 : ERROR_CORRUPT_PHONEBOOK;
}

guint32
pppd_check (const BeckRasEntry *entry, const char *phone_number, gboolean is_root)
{
  const char *peer = get (entry, PPPD_KEY_PEER);

  if (!is_name (peer))
    return ERROR_CORRUPT_PHONEBOOK;
  if (peer[0] != '\0')
    return 0;
  if (!is_root)
    return ERROR_ACCESS_DENIED;
  return pppd_is_pppoe (entry) ? check_pppoe (entry, phone_number)
                               : check_modem (entry, phone_number);
}

/* ---- Options ---- */

/* A word of an options file. Control characters have no place in it. */
static void
append_word (GString *text, const char *word)
{
  g_string_append_c (text, '"');
  for (; *word != '\0'; word++)
    {
      if (*word == '"' || *word == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *word);
    }
  g_string_append_c (text, '"');
}

static void
append_option (GString *text, const char *option, const char *value)
{
  if (value[0] == '\0')
    return;
  g_string_append_printf (text, "%s ", option);
  append_word (text, value);
  g_string_append_c (text, '\n');
}

static void
append_modem (GString *text, const BeckRasEntry *entry, const char *place)
{
  const char *device = device_of (entry);
  char *path = device[0] == '/' ? g_strdup (device) : g_strconcat ("/dev/", device, NULL);
  char *quoted = g_shell_quote (place), *command = g_strconcat ("sh ", quoted, "/connect", NULL);

  append_word (text, path);
  g_string_append_printf (text, " %u\nmodem\ncrtscts\nlock\n",
                          beck_ras_entry_get_number (entry, PPPD_KEY_SPEED, 115200));
  append_option (text, "connect", command);
  g_free (command);
  g_free (quoted);
  g_free (path);
}

static void
append_pppoe (GString *text, const BeckRasEntry *entry, const char *service)
{
  /* Names that every version knows. */
  g_string_append_printf (text, "plugin rp-pppoe.so\nnic-%s\n", device_of (entry));
  append_option (text, "rp_pppoe_service", service);
  append_option (text, "rp_pppoe_ac", get (entry, PPPD_KEY_CONCENTRATOR));
}

static void
append_flags (GString *text, const BeckRasEntry *entry)
{
  static const struct
  {
    guint32 flag;
    const char *options;
  } flags[] = {
    { RASEO_RemoteDefaultGateway, "defaultroute\n" },
    { RASEO_RequireEncryptedPw, "refuse-pap\n" },
    { RASEO_RequireMsEncryptedPw, "refuse-pap\nrefuse-chap\nrefuse-eap\n" },
    { RASEO_RequireEAP, "refuse-pap\nrefuse-chap\nrefuse-mschap\nrefuse-mschap-v2\n" },
    { RASEO_RequireDataEncryption, "require-mppe\n" },
  };
  const guint32 set = beck_ras_entry_get_number (entry, BECK_RAS_KEY_OPTIONS, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (set & flags[i].flag)
      g_string_append (text, flags[i].options);
}

/* The device and the way to it. */
static void
append_way (GString *text, const BeckRasDial *dial, const char *place, gboolean is_root)
{
  const char *peer = get (dial->entry, PPPD_KEY_PEER);

  if (peer[0] != '\0')
    append_option (text, "call", peer);
  else if (pppd_is_pppoe (dial->entry))
    append_pppoe (text, dial->entry, dial->phone_number);
  else
    append_modem (text, dial->entry, place);
  if (is_root)
    g_string_append (text, "noauth\n");
}

/* "*" would let the server ask; pppd has to know beforehand. */
static gboolean
has_callback (const BeckRasDial *dial)
{
  return dial->callback_number[0] != '\0' && strcmp (dial->callback_number, "*") != 0;
}

char *
pppd_make_options (const BeckRasDial *dial, const char *place, gboolean is_root,
                   gboolean answering)
{
  const guint32 idle = beck_ras_entry_get_number (dial->entry, BECK_RAS_KEY_IDLE_SECONDS, 0);
  GString *text = g_string_new ("nodetach\nlogfd 1\nnopersist\nmaxfail 1\nnoipdefault\n"
                                "hide-password\nlcp-echo-interval 10\nlcp-echo-failure 3\n");
  char *secret = g_build_filename (place, "secret", NULL);

  append_way (text, dial, place, is_root);
  append_flags (text, dial->entry);
  /* 0xFFFFFFFF: never. */
  if (idle > 0 && idle <= G_MAXINT32)
    g_string_append_printf (text, "idle %u\n", idle);
  if (has_callback (dial) && !answering)
    append_option (text, "callback", dial->callback_number);
  append_option (text, "file", secret);
  g_free (secret);
  return g_string_free (text, FALSE);
}

/* ---- Connecting a modem ---- */

char *
pppd_make_connect (const char *place, gboolean answering)
{
  char *quoted = g_shell_quote (place), *text;
  const char *init = "chat -S -f \"$place/init\" || fail init $?\n";

  text = g_strconcat ("place=", quoted, "\n",
                      "PATH=$PATH:/usr/sbin:/sbin\n"
                      "umask 077\n"
                      "fail () { echo \"$1 $2\" >>\"$place/report\"; exit 1; }\n"
                      "echo open >>\"$place/report\"\n",
                      answering ? "" : init, "chat -S -f \"$place/dial\" || fail dial $?\n", NULL);
  g_free (quoted);
  return text;
}

char *
pppd_make_init (const BeckRasEntry *entry)
{
  return g_strdup_printf ("ABORT ERROR\nTIMEOUT 5\n\"\" %s\nOK \\c\n", init_of (entry));
}

/* The order of ABORT is that of the exit codes of chat, from 4 on. */
char *
pppd_make_dial (const char *phone_number)
{
  GString *text = g_string_new ("ABORT BUSY\nABORT \"NO ANSWER\"\nABORT \"NO CARRIER\"\n"
                                "ABORT \"NO DIALTONE\"\nABORT \"NO DIAL TONE\"\nABORT ERROR\n"
                                "TIMEOUT 60\n\"\" ATDT");

  for (; *phone_number != '\0'; phone_number++)
    if (strchr (number_ornaments, *phone_number) == NULL)
      g_string_append_c (text, *phone_number);
  g_string_append (text, "\nCONNECT \\c\n");
  return g_string_free (text, FALSE);
}

char *
pppd_make_answer (void)
{
  return g_strdup ("ABORT ERROR\nTIMEOUT 120\nRING ATA\nTIMEOUT 60\nCONNECT \\c\n");
}

/* ---- Credentials ---- */

static gboolean
is_sayable (const char *text)
{
  return strlen (text) <= MAX_SECRET && is_printable (text);
}

static char *
put_text (char *to, const char *text)
{
  return (char *) memcpy (to, text, strlen (text)) + strlen (text);
}

static char *
put_quoted (char *to, const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        *to++ = '\\';
      *to++ = *text;
    }
  return to;
}

static void
put_credentials (char *to, const BeckRasCredentials *credentials)
{
  to = put_text (to, "user \"");
  if (credentials->domain[0] != '\0')
    to = put_text (put_quoted (to, credentials->domain), "\\\\");
  to = put_text (put_quoted (to, credentials->user_name), "\"\npassword \"");
  put_text (put_quoted (to, credentials->password), "\"\n");
}

/* Without credentials, pppd looks into its own files. */
guint32
pppd_make_secret (const BeckRasCredentials *credentials, char **secret)
{
  *secret = NULL;
  if (!is_sayable (credentials->user_name) || !is_sayable (credentials->password)
      || !is_sayable (credentials->domain))
    return ERROR_INVALID_PARAMETER;
  *secret = beck_ras_secret_alloc (6 * MAX_SECRET + 64);
  if (*secret == NULL)
    return ERROR_NOT_ENOUGH_MEMORY;
  if (!beck_ras_credentials_are_empty (credentials))
    put_credentials (*secret, credentials);
  return 0;
}
