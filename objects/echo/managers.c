/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What each procedure does, but for TestSleep (sleep.c): wire.md 6 and, for the values, 3.9.
 */

#include <beck/rpc.h>

#include <string.h>

#include "rpcecho.h"

void
AddOne (handle_t handle, ULONG in_data, ULONG *out_data)
{
  *out_data = in_data + 1;
}

void
EchoData (handle_t handle, ULONG len, byte in_data[], byte out_data[])
{
  memcpy (out_data, in_data, len);
}

void
SinkData (handle_t handle, ULONG len, byte data[])
{
}

void
SourceData (handle_t handle, ULONG len, byte data[])
{
  for (ULONG i = 0; i < len; i++)
    data[i] = (byte) i;
}

void
TestCall (handle_t handle, WCHAR *text, WCHAR **copy)
{
  gsize length = 0;

  while (text[length] != 0)
    length++;
  *copy = midl_user_allocate ((length + 1) * sizeof (WCHAR));
  if (*copy != NULL)
    memcpy (*copy, text, (length + 1) * sizeof (WCHAR));
}

/* Of another level there is nothing to say: the union has no arm for it. The fault is that of other
 * servers. */
LONG
TestCall2 (handle_t handle, USHORT level, ECHO_INFO *info)
{
  switch (level)
    {
    case 1:
      info->level1 = 10;
      return 0;
    case 2:
      info->level2 = 20;
      return 0;
    case 3:
      info->level3 = 30;
      return 0;
    case 4:
      info->level4 = 40;
      return 0;
    case 5:
      info->level5 = (ECHO_LEVEL5) { 50, 60 };
      return 0;
    case 6:
      info->level6 = (ECHO_LEVEL6) { 70, { 80 } };
      return 0;
    case 7:
      info->level7 = (ECHO_LEVEL7) { 80, { 90 } };
      return 0;
    default:
      RpcRaiseException (RPC_X_BAD_STUB_DATA);
    }
}

void
TestEnum (handle_t handle, ECHO_ENUM *foo1, ECHO_ENUMS *foo2, ECHO_CHOICE *foo3)
{
  foo2->e1 = ECHO_ENUM2;
}

void
TestSurrounding (handle_t handle, LONG x, USHORT surrounding[], LONG *doubled, USHORT zeros[])
{
  *doubled = 2 * x;
  memset (zeros, 0, 2 * (gsize) x * sizeof (USHORT));
}

USHORT
TestDoublePointer (handle_t handle, SHORT ***data)
{
  return *data != NULL && **data != NULL ? (USHORT) ***data : 0;
}
