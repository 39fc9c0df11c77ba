/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A C program outside Beck: implements the interface of greeter.idl and calls it.
 */

#define COBJMACROS
#include <beck/beck.h>

#include "greeter.h"

typedef struct
{
  BeckObject object;
  IGreeter greeter;
  LONG greetings;
} Greeter;

static HRESULT
greeter_greet (IGreeter *This, LONG times, LONG *greetings)
{
  Greeter *self = BECK_SELF (Greeter, greeter, This);

  *greetings = self->greetings += times;
  return S_OK;
}

static const BeckClass greeter_class = {
  .name = "Greeter",
  .size = sizeof (Greeter),
  .interfaces
  = BECK_INTERFACES (BECK_INTERFACE (Greeter, greeter, IGreeter, .Greet = greeter_greet)),
};

int
main (void)
{
  g_autoptr (IGreeter) greeter = NULL;
  LONG greetings = 0;
  HRESULT hr = beck_object_create (&greeter_class, NULL, &IID_IGreeter, (void **) &greeter);

  if (SUCCEEDED (hr))
    hr = IGreeter_Greet (greeter, 20, &greetings);
  if (SUCCEEDED (hr))
    hr = IGreeter_Greet (greeter, 22, &greetings);
  g_print ("%s, %d greetings\n", beck_hresult_to_string (hr), (int) greetings);
  return hr == S_OK && greetings == 42 ? 0 : 1;
}
