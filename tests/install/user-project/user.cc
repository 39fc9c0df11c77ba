/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A C++ program outside Beck: the interface is an abstract class here, implemented in the
 * language's own way, and an object of the library is called through its table.
 */

#include <beck/beck.h>

#include "greeter.h"

namespace
{

class Greeter final : public IGreeter
{
public:
  HRESULT STDMETHODCALLTYPE
  QueryInterface (REFIID riid, void **ppv) override
  {
    const bool known = riid == IID_IUnknown || riid == IID_IGreeter;

    *ppv = known ? static_cast<IGreeter *> (this) : nullptr;
    if (known)
      AddRef ();
    return known ? S_OK : E_NOINTERFACE;
  }

  ULONG STDMETHODCALLTYPE
  AddRef () override
  {
    return ++refs;
  }

  ULONG STDMETHODCALLTYPE
  Release () override
  {
    return --refs;
  }

  HRESULT STDMETHODCALLTYPE
  Greet (LONG times, LONG *out) override
  {
    *out = greetings += times;
    return S_OK;
  }

private:
  ULONG refs = 1;
  LONG greetings = 0;
};

bool
signal_an_event ()
{
  ISynchronize *event = nullptr;
  HRESULT hr = CoCreateInstance (CLSID_ManualResetEvent, nullptr, CLSCTX_INPROC_SERVER,
                                 IID_ISynchronize, reinterpret_cast<void **> (&event));

  if (FAILED (hr))
    return false;
  const bool timed_out = BECK_TIMED_OUT (event->Wait (0, 0));
  event->Signal ();
  hr = event->Wait (0, 0);
  event->Release ();
  return timed_out && hr == S_OK;
}

} // namespace

int
main ()
{
  Greeter greeter;
  IGreeter *found = nullptr;
  LONG greetings = 0;

  if (FAILED (greeter.QueryInterface (IID_IGreeter, reinterpret_cast<void **> (&found)))
      || found->Greet (42, &greetings) != S_OK || found->Release () != 1 || greetings != 42)
    return 1;
  if (FAILED (CoInitializeEx (nullptr, COINIT_MULTITHREADED)))
    return 2;
  const bool signaled = signal_an_event ();
  CoUninitialize ();
  return signaled ? 0 : 3;
}
