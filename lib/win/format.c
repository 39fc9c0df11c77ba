/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * printf(3) as Windows has it. Each conversion is read, its argument taken in the size that it has
 * there, and printed by the C library.
 */

#include "win/format.h"

#include <beck/memory.h>
#include <beck/utf16.h>
#include <errno.h>
#include <string.h>

typedef enum
{
  SIZE_INT,
  SIZE_CHAR,
  SIZE_SHORT,
  SIZE_64,
  SIZE_WIDE,        /* text: w; numbers: as LONG */
  SIZE_LONG,        /* 32 bits; text: wide */
  SIZE_LONG_DOUBLE,
} Size;

typedef struct
{
  char flags[8];
  int width;     /* -1: none */
  int precision; /* -1: none */
  Size size;
  char type;
} Conversion;

typedef struct
{
  va_list list;
  gboolean wide;
} Arguments;

/* ---- Reading a conversion ---- */

static int
take_count (const char **p, Arguments *args)
{
  int count = 0;

  if (**p == '*')
    {
      ++*p;
      return va_arg (args->list, int);
    }
  while (g_ascii_isdigit (**p))
    {
      if (count < 100000)
        count = count * 10 + (**p - '0');
      ++*p;
    }
  return count;
}

static gboolean
starts_with (const char **p, const char *prefix)
{
  gsize n = strlen (prefix);

  if (strncmp (*p, prefix, n) != 0)
    return FALSE;
  *p += n;
  return TRUE;
}

static Size
take_size (const char **p)
{
  static const struct
  {
    char text[4];
    Size size;
  } sizes[] = {
    { "I64", SIZE_64 }, { "I32", SIZE_INT },   { "I", SIZE_64 },  { "ll", SIZE_64 },
    { "l", SIZE_LONG }, { "hh", SIZE_CHAR },   { "h", SIZE_SHORT }, { "w", SIZE_WIDE },
    { "j", SIZE_64 },   { "z", SIZE_64 },      { "t", SIZE_64 },  { "L", SIZE_LONG_DOUBLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (starts_with (p, sizes[i].text))
      return sizes[i].size;
  return SIZE_INT;
}

static void
take_flags (const char **p, Conversion *conversion)
{
  gsize n = 0;

  for (; **p != '\0' && strchr ("-+ #0", **p) != NULL; ++*p)
    if (memchr (conversion->flags, **p, n) == NULL)
      conversion->flags[n++] = **p;
  conversion->flags[n] = '\0';
}

/* @p stands behind the percent sign. FALSE at the end of the format. */
static gboolean
take_conversion (const char **p, Arguments *args, Conversion *conversion)
{
  take_flags (p, conversion);
  conversion->width = **p == '*' || g_ascii_isdigit (**p) ? take_count (p, args) : -1;
  if (conversion->width < -1)
    {
      strcat (conversion->flags, "-"); /* as for %*d of the C library; there is room */
      conversion->width = -conversion->width;
    }
  conversion->precision = starts_with (p, ".") ? take_count (p, args) : -1;
  conversion->size = take_size (p);
  conversion->type = **p;
  *p += **p != '\0';
  return conversion->type != '\0';
}

/* ---- Printing one ---- */

/* The C library's form: flags, width and precision as arguments, @size and @type. */
static void
make_format (char format[24], const Conversion *conversion, const char *size, char type)
{
  g_snprintf (format, 24, "%%%s%s%s%s%c", conversion->flags, conversion->width >= 0 ? "*" : "",
              conversion->precision >= 0 ? ".*" : "", size, type);
}

#define PRINT(out, conversion, format, value)                                                      \
  ((conversion)->width >= 0                                                                        \
     ? ((conversion)->precision >= 0                                                               \
          ? fprintf (out, format, (conversion)->width, (conversion)->precision, value)             \
          : fprintf (out, format, (conversion)->width, value))                                     \
     : ((conversion)->precision >= 0 ? fprintf (out, format, (conversion)->precision, value)       \
                                     : fprintf (out, format, value)))

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static int
print_number (FILE *out, const Conversion *conversion, Arguments *args)
{
  char format[24];

  if (conversion->size == SIZE_64)
    {
      make_format (format, conversion, "ll", conversion->type);
      return PRINT (out, conversion, format, va_arg (args->list, long long));
    }
  make_format (format, conversion,
               conversion->size == SIZE_SHORT  ? "h"
               : conversion->size == SIZE_CHAR ? "hh"
                                               : "",
               conversion->type);
  return PRINT (out, conversion, format, va_arg (args->list, int));
}

static int
print_real (FILE *out, const Conversion *conversion, Arguments *args)
{
  char format[24];

  if (conversion->size == SIZE_LONG_DOUBLE)
    {
      make_format (format, conversion, "L", conversion->type);
      return PRINT (out, conversion, format, va_arg (args->list, long double));
    }
  make_format (format, conversion, "", conversion->type);
  return PRINT (out, conversion, format, va_arg (args->list, double));
}

static int
print_text (FILE *out, const Conversion *conversion, const char *text)
{
  char format[24];

  make_format (format, conversion, "", 's');
  return PRINT (out, conversion, format, text);
}

static int
print_pointer (FILE *out, Arguments *args)
{
  return fprintf (out, "%016" G_GINT64_MODIFIER "X", (guint64) va_arg (args->list, guintptr));
}

#pragma GCC diagnostic pop

/* Whether %s, %c (or %S, %C, which are the other way round) means wide text. */
static gboolean
is_wide (const Conversion *conversion, const Arguments *args)
{
  if (conversion->size == SIZE_LONG || conversion->size == SIZE_WIDE)
    return TRUE;
  if (conversion->size == SIZE_SHORT)
    return FALSE;
  return args->wide != g_ascii_isupper (conversion->type);
}

static int
print_wide (FILE *out, Conversion conversion, const gunichar2 *text)
{
  gsize length = 0;
  char *narrow;
  int n;

  while ((conversion.precision < 0 || length < (gsize) conversion.precision) && text[length] != 0)
    length++;
  if (FAILED (beck_utf16_to_utf8 ((const OLECHAR *) text, (gssize) length, &narrow, NULL, NULL)))
    {
      errno = EILSEQ;
      return -1;
    }
  conversion.precision = -1;
  n = print_text (out, &conversion, narrow);
  CoTaskMemFree (narrow);
  return n;
}

static int
print_string (FILE *out, const Conversion *conversion, Arguments *args)
{
  gconstpointer text = va_arg (args->list, gconstpointer);

  if (text != NULL && is_wide (conversion, args))
    return print_wide (out, *conversion, text);
  return print_text (out, conversion, text != NULL ? text : "(null)");
}

static int
print_character (FILE *out, const Conversion *conversion, Arguments *args)
{
  int character = va_arg (args->list, int);
  gunichar2 wide[2] = { (gunichar2) character, 0 };

  if (character != 0 && is_wide (conversion, args))
    return print_wide (out, *conversion, wide);
  return fprintf (out, "%*c", (strchr (conversion->flags, '-') != NULL ? -1 : 1)
                                * MAX (conversion->width, 0), character);
}

/* %n is what attacks are made of, and an error on Windows too. */
static int
print_conversion (FILE *out, const Conversion *conversion, Arguments *args)
{
  switch (conversion->type)
    {
    case 'd': case 'i': case 'o': case 'u': case 'x': case 'X':
      return print_number (out, conversion, args);
    case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
      return print_real (out, conversion, args);
    case 's': case 'S':
      return print_string (out, conversion, args);
    case 'c': case 'C':
      return print_character (out, conversion, args);
    case 'p':
      return print_pointer (out, args);
    case '%':
      return fprintf (out, "%%");
    default:
      errno = EINVAL;
      return -1;
    }
}

/* ---- Printing all ---- */

static int
print_all (FILE *out, const char *format, Arguments *args)
{
  int total = 0;

  while (*format != '\0')
    {
      gsize plain = strcspn (format, "%");
      Conversion conversion;
      int n = (int) plain;

      if (plain > 0 && fwrite (format, 1, plain, out) != plain)
        return -1;
      format += plain;
      if (*format == '%')
        {
          format++;
          if (!take_conversion (&format, args, &conversion))
            return -1;
          n += print_conversion (out, &conversion, args);
          if (n < (int) plain)
            return -1;
        }
      total += n;
    }
  return total;
}

int
beck_win_vprint (FILE *out, gboolean wide, const char *format, va_list args)
{
  Arguments arguments = { .wide = wide };
  int n;

  va_copy (arguments.list, args);
  n = print_all (out, format, &arguments);
  va_end (arguments.list);
  return n;
}
