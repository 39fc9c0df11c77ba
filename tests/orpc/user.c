/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the author of an interface writes for methods with a remote form: INamed::Count. */

#include <beck/beck.h>

#include "test-orpc.h"

ULONG
INamed_Count_Proxy (INamed *This, const char *text)
{
  ULONG count = 0;

  if (text == NULL)
    return 0;
  return SUCCEEDED (INamed_RemoteCount_Proxy (This, text, &count)) ? count : G_MAXUINT32;
}

HRESULT
INamed_Count_Stub (INamed *This, const char *text, ULONG *count)
{
  *count = This->lpVtbl->Count (This, text);
  return S_OK;
}

/* The halves keep the type of the local method, though nothing comes of Begin_'s. */
ULONG
AsyncINamed_Begin_Count_Proxy (AsyncINamed *This, const char *text)
{
  return (ULONG) AsyncINamed_Begin_RemoteCount_Proxy (This, text);
}

ULONG
AsyncINamed_Finish_Count_Proxy (AsyncINamed *This)
{
  ULONG count = 0;

  return SUCCEEDED (AsyncINamed_Finish_RemoteCount_Proxy (This, &count)) ? count : G_MAXUINT32;
}

HRESULT
AsyncINamed_Begin_Count_Stub (AsyncINamed *This, const char *text)
{
  return (HRESULT) This->lpVtbl->Begin_Count (This, text);
}

HRESULT
AsyncINamed_Finish_Count_Stub (AsyncINamed *This, ULONG *count)
{
  *count = This->lpVtbl->Finish_Count (This);
  return S_OK;
}
