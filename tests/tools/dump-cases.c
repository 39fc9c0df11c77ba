/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The verified examples of wire.md 3.9, as far as a type standing alone can express
 * them, under their numbers; then what they leave out; then damage.
 */

#include "dump-cases.h"

#include <stdlib.h>

/* #10 */
#define GUID_BYTES "33 22 11 00 55 44 77 66 88 99 aa bb cc dd ee ff"

#define SIDS                                                                                       \
  "02 00 00 00 00 00 02 00 02 00 00 00 04 00 02 00 08 00 02 00"                                    \
  "02 00 00 00 01 02 00 00 00 00 00 05 20 00 00 00 20 02 00 00"                                    \
  "01 00 00 00 01 01 00 00 00 00 00 01 00 00 00 00"

const DumpCase dump_cases[] = {
  { "01-long", "Number", 0, "44 33 22 11" },
  { "01-long-be", "Number", BIG_ENDIAN_BLOB, "11 22 33 44" },
  { "02-mixed", "Mixed", 0, "01 bf bf bf 00 00 c0 3f 00 00 00 00 00 00 04 40 07 00" },
  { "05-ref-text", "RefText", 0, "04000000 00000000 04000000 6100 6200 6300 0000" },
  { "06-ref-text-be", "RefText", BIG_ENDIAN_BLOB,
    "00000004 00000000 00000004 0061 0062 0063 0000" },
  { "07-text", "Text", 0, "00000200 04000000 00000000 04000000 6100 6200 6300 0000" },
  { "08-null", "Text", 0, "00 00 00 00" },
  { "09-short-text", "Text", 0, "00000200 02000000 00000000 02000000 4100 0000" },
  { "10-guid", "GUID", 0, GUID_BYTES },
  { "11-context", "Context", 0, "00000000" GUID_BYTES },
  { "11-context-be", "Context", BIG_ENDIAN_BLOB,
    "00000000 00112233 4455 6677 88 99 aa bb cc dd ee ff" },
  { "12-union-byte", "Choice", 0, "01 00 0a" },
  { "13-union-long", "Choice", 0, "03 00 00 00 1e 00 00 00" },
  { "14-union-hyper", "Choice", 0, "04 00 00 00 00 00 00 00 28 00 00 00 00 00 00 00" },
  { "15-union-struct", "Choice", 0,
    "05 00 00 00 00 00 00 00 32 00 00 00 00 00 00 00 3c 00 00 00 00 00 00 00" },
  { "16-union-bytes", "Choice", 0, "06 00 46 50" },
  { "17-union-nested", "Choice", 0,
    "07 00 00 00 00 00 00 00 50 00 00 00 00 00 00 00 5a 00 00 00 00 00 00 00" },
  { "18-enums", "Looks", 0, "01 00 00 00 4c 00 00 00 01 00 00 00 01 00 02 00" },
  { "19-enums", "Looks", 0,
    "02 00 00 00 4c 00 00 00 01 00 00 00 02 00 00 00 4c 00 00 00 01 00 00 00" },
  { "20-hoisted", "Shorts", 0, "02 00 00 00 02 00 00 00 11 11 22 22" },
  { "21-pointers", "RefDeep", 0, "00 00 02 00 04 00 02 00 0c 00" },
  { "22-sid", "Sid", 0, "02000000 01 02 00 00 00 00 00 05 20 00 00 00 20 02 00 00" },
  { "23-sids", "Sids", 0, SIDS },
  { "24-names", "CountedNames", 0,
    "02000000 02000000 0400 0400 00000200 0200 0200 04000200"
    "02000000 00000000 02000000 6100 6200 01000000 00000000 01000000 6300" },
  { "25-counted", "Counted", 0, "0200 0800 00000200 04000000 00000000 01000000 0000" },
  { "26-part", "Part", 0, "04000000 03000000 08000200 04000000 00000000 03000000 01 02 03" },
  { "27-longs", "Longs", 0, "04000000 04000000 01000000 02000000 03000000 04000000" },
  { "28-full", "Full", 0, "01000000 02000000 00000000 00*16 00*20" },
  { "29-ids", "IfIdsPointer", 0,
    "00000200 05000000 05000000 04000200 08000200 0c000200 10000200 14000200 00*100" },

  { "alias", "Full", 0, "01000000 02000000 01000000 00*16 00*20" },
  { "arms-aligned", "Aligned", 0, "01000000 00000000 0a" },
  { "arm-empty", "Choice", 0, "09 00" },
  { "arm-default-empty", "Aligned", 0, "07000000 00000000" },
  { "encapsulated", "Encapsulated", 0,
    "02000000 00000200 02000000 00000000 02000000 4100 0000" },
  { "encapsulated-be", "Encapsulated", BIG_ENDIAN_BLOB, "00000001 0000002a" },
  { "nested", "Nested", 0, "02000000 09000000 02000000 1111 2222" },
  { "slice", "Slice", 0, "02000000 04000000 02000000 03000000 0100 0200 ffff" },
  { "max-is", "Upto", 0, "01000000 00000200 02000000 01000000 ffffffff" },
  { "table", "Table", 0,
    "02000000 01000000 00000200 02000000 04000200 00000000 01000000 07000000" },
  { "grid", "Grid", 0, "0100 0200 0300 0400 0500 0600" },
  { "size-behind", "Behind", 0, "00000200 09 02 bf bf 02000000 01000000 02000000" },
  { "size-computed", "Computed", 0, "00000200 02000000 04000000 61 62 63 64" },
  { "fixed-string", "Named", 0, "00000000 03000000 61 62 00 00 04000000" },
  { "odd-characters", "Text", 0,
    "00000200 09000000 00000000 09000000 2200 0a00 e400 00d8 3dd8 00de 0e20 1b00 0000" },
  { "bytes-in-rows", "Part", 0,
    "12000000 12000000 08000200 12000000 00000000 12000000"
    "48 65 6c 6c 6f 2c 20 77 6f 72 6c 64 21 00 01 02 03 ff" },
  { "list", "List", 0, "01000000 00000200 02000000 04000200 03000000 00000000" },
  { "ref-inside", "Tree", 0, "00000000 05000000 00000000 00000000" },
  { "scalars", "Checked", 0, "05000000 01 00 4100 c8" },
  { "widths", "Widths", 0, "ffffffff ffffffff 05000000" },
  { "pipe", "LongPipe", 0, "02000000 01000000 02000000 01000000 03000000 00000000" },
  { "object", "Holder", 0, "00000200 63000000 08000000 08000000 4d454f57 01000000" },
  { "bstr", "Letter", 0, "00000200 07000000 02000000 04000000 02000000 4100 4200" },
  { "transmit-as", "Abroad", 0,
    "0200 0800 00000200 04000000 00000000 01000000 4100 0000 0a000000" },
  { "safearray-null", "Safe", 0, "00000000" },
  { "imported", "Far", 0, "05000000 00000200 03000000 00000000 03000000 61 62 00" },

  { "pickle", "Counted", PICKLE_BLOB,
    "01 10 0800 cccccccc 18000000 00000000"
    "0200 0800 00000200 04000000 00000000 01000000 0000 0000" },
  { "pickle-be", "Number", PICKLE_BLOB, "01 00 0008 cccccccc 00000008 00000000 11223344 00*4" },
  { "pickle-not-padded", "Number", PICKLE_BLOB,
    "01 10 0800 cccccccc 04000000 cccccccc 44332211 00*4" },
  { "pickle-size", "Number", PICKLE_BLOB | BAD_BLOB,
    "01 10 0800 cccccccc 20000000 00000000 44332211" },
  { "pickle-version", "Number", PICKLE_BLOB | BAD_BLOB,
    "02 10 0800 cccccccc 04000000 00000000 44332211" },
  { "pickle-order", "Number", PICKLE_BLOB | BAD_BLOB,
    "01 11 0800 cccccccc 04000000 00000000 44332211" },
  { "pickle-header", "Number", PICKLE_BLOB | BAD_BLOB,
    "01 00 0800 cccccccc 04000000 00000000 44332211" },
  { "pickle-short", "Number", PICKLE_BLOB | BAD_BLOB, "01 10 0800 cccccccc 04000000" },
  { "pickle-left-over", "Number", PICKLE_BLOB | BAD_BLOB,
    "01 10 0800 cccccccc 10000000 00000000 44332211 00*12" },
  { "pickle-left-behind", "Number", PICKLE_BLOB | BAD_BLOB,
    "01 10 0800 cccccccc 08000000 00000000 44332211 00*12" },

  { "bad-left-over", "Number", BAD_BLOB, "44 33 22 11 de ad be ef" },
  { "bad-size", "Counted", BAD_BLOB, "0200 0600 00000200 04000000 00000000 01000000 0000" },
  { "bad-length", "Counted", BAD_BLOB, "0400 0800 00000200 04000000 00000000 01000000 0000" },
  { "bad-size-behind", "Behind", BAD_BLOB,
    "00000200 09 03 bf bf 02000000 01000000 02000000" },
  { "bad-size-computed", "Computed", BAD_BLOB, "00000200 05000000 04000000 61 62 63 64" },
  { "bad-size-no-number", "Computed", BAD_BLOB, "00000200 03000000 04000000 61 62 63 64" },
  { "bad-max-is", "Upto", BAD_BLOB, "02000000 00000200 02000000 01000000 ffffffff" },
  { "bad-row", "Table", BAD_BLOB,
    "02000000 01000000 00000200 02000000 04000200 00000000 02000000 07000000 08000000" },
  { "bad-first", "Slice", BAD_BLOB, "01000000 04000000 02000000 03000000 0100 0200 ffff" },
  { "bad-last", "Slice", BAD_BLOB, "02000000 05000000 02000000 03000000 0100 0200 ffff" },
  { "bad-variance", "Slice", BAD_BLOB, "07000000 08000000 07000000 02000000 0100 0200" },
  { "bad-tag", "Looks", BAD_BLOB, "01 00 00 00 4c 00 00 00 01 00 00 00 02 00" },
  { "bad-arm", "Choice", BAD_BLOB, "02 00 00 00" },
  { "bad-enum", "Looks", BAD_BLOB, "01 80 00 00" },
  { "bad-range", "Checked", BAD_BLOB, "0b000000 01 00 4100 c8" },
  { "bad-terminator", "Text", BAD_BLOB, "00000200 02000000 00000000 02000000 4100 4200" },
  { "bad-empty-string", "Text", BAD_BLOB, "00000200 02000000 00000000 00000000" },
  { "bad-count", "Longs", BAD_BLOB, "ffffffff ffffffff 00000000" },
  { "bad-full", "Full", BAD_BLOB, "01000000 01000000 00000000 00*16 00*20" },
  { "bad-object", "Holder", BAD_BLOB, "00000200 63000000 08000000 09000000 4d454f57 01000000" },
  { "safearray", "Safe", BAD_BLOB, "00000200 01000000 01000000" },
};

const guint n_dump_cases = G_N_ELEMENTS (dump_cases);

GByteArray *
dump_case_bytes (const DumpCase *c)
{
  GByteArray *bytes = g_byte_array_new ();

  for (const char *p = c->hex; *p != '\0';)
    {
      guint8 byte;
      long times = 1;

      if (*p == ' ')
        {
          p++;
          continue;
        }
      byte = (guint8) (g_ascii_xdigit_value (p[0]) << 4 | g_ascii_xdigit_value (p[1]));
      p += 2;
      if (*p == '*')
        times = strtol (p + 1, (char **) &p, 10);
      while (times-- > 0)
        g_byte_array_append (bytes, &byte, 1);
    }
  return bytes;
}
