/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The peer in C++: the abstract classes of the generated headers, and nothing of BeckObject. */

#include "peers.h"

namespace
{

guint n_peers;

class Peer final : public IStream, public IRpcStubBuffer
{
public:
  Peer () { n_peers++; }
  ~Peer () { n_peers--; }
  Peer (const Peer &) = delete;
  Peer &operator= (const Peer &) = delete;

  /* IUnknown, of both bases */

  HRESULT STDMETHODCALLTYPE
  QueryInterface (REFIID riid, void **ppv) override
  {
    if (riid == IID_IUnknown || riid == IID_ISequentialStream || riid == IID_IStream)
      *ppv = static_cast<IStream *> (this);
    else if (riid == IID_IRpcStubBuffer)
      *ppv = static_cast<IRpcStubBuffer *> (this);
    else
      *ppv = nullptr;
    if (*ppv == nullptr)
      return E_NOINTERFACE;
    AddRef ();
    return S_OK;
  }

  ULONG STDMETHODCALLTYPE
  AddRef () override
  {
    return ++refs;
  }

  ULONG STDMETHODCALLTYPE
  Release () override
  {
    const ULONG left = --refs;

    if (left == 0)
      delete this;
    return left;
  }

  /* ISequentialStream and IStream */

  HRESULT STDMETHODCALLTYPE
  Read (void *data, ULONG size, ULONG *n_read) override
  {
    for (*n_read = 0; *n_read < size; ++*n_read)
      static_cast<BYTE *> (data)[*n_read] = static_cast<BYTE> (*n_read + 1);
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE
  Seek (LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *where) override
  {
    if (origin != STREAM_SEEK_CUR)
      return E_INVALIDARG;
    position += move.QuadPart;
    where->QuadPart = static_cast<ULONGLONG> (position);
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE
  SetSize (ULARGE_INTEGER size) override
  {
    position = static_cast<LONGLONG> (size.QuadPart);
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE Write (const void *, ULONG, ULONG *) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE
  CopyTo (IStream *, ULARGE_INTEGER, ULARGE_INTEGER *, ULARGE_INTEGER *) override
  {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE Commit (DWORD) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Revert () override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE
  LockRegion (ULARGE_INTEGER, ULARGE_INTEGER, DWORD) override
  {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE
  UnlockRegion (ULARGE_INTEGER, ULARGE_INTEGER, DWORD) override
  {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE Stat (STATSTG *, DWORD) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Clone (IStream **) override { return E_NOTIMPL; }

  /* IRpcStubBuffer */

  IRpcStubBuffer *STDMETHODCALLTYPE
  IsIIDSupported (REFIID riid) override
  {
    return riid == IID_IStream ? this : nullptr;
  }

  ULONG STDMETHODCALLTYPE CountRefs () override { return refs; }
  void STDMETHODCALLTYPE Disconnect () override { position = 0; }
  HRESULT STDMETHODCALLTYPE Connect (IUnknown *) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE
  Invoke (RPCOLEMESSAGE *, IRpcChannelBuffer *) override
  {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE DebugServerQueryInterface (void **) override { return E_NOTIMPL; }
  void STDMETHODCALLTYPE DebugServerRelease (void *) override {}

private:
  ULONG refs = 1;
  LONGLONG position = 0;
};

/* What the one-interface classes below have in common. */
template <typename Interface> class Single : public Interface
{
public:
  explicit Single (REFIID iid) : iid (iid) {}

  HRESULT STDMETHODCALLTYPE
  QueryInterface (REFIID riid, void **ppv) override
  {
    const bool known = riid == IID_IUnknown || riid == iid;

    *ppv = known ? this : nullptr;
    if (known)
      AddRef ();
    return known ? S_OK : E_NOINTERFACE;
  }

  ULONG STDMETHODCALLTYPE
  AddRef () override
  {
    return __atomic_add_fetch (&refs, 1, __ATOMIC_RELAXED);
  }

  ULONG STDMETHODCALLTYPE
  Release () override
  {
    const ULONG left = __atomic_sub_fetch (&refs, 1, __ATOMIC_ACQ_REL);

    if (left == 0)
      delete this;
    return left;
  }

protected:
  virtual ~Single () = default;

private:
  const IID iid;
  ULONG refs = 1;
};

class Factory final : public Single<IClassFactory>
{
public:
  Factory () : Single (IID_IClassFactory) {}

  HRESULT STDMETHODCALLTYPE
  CreateInstance (IUnknown *outer, REFIID riid, void **ppv) override
  {
    *ppv = nullptr;
    if (outer != nullptr)
      return CLASS_E_NOAGGREGATION;

    IStream *const peer = peer_new_in_cplusplus ();
    const HRESULT hr = peer->QueryInterface (riid, ppv);

    peer->Release ();
    return hr;
  }

  HRESULT STDMETHODCALLTYPE LockServer (BOOL) override { return S_OK; }
};

class CancelCounter final : public Single<ICancelMethodCalls>
{
public:
  explicit CancelCounter (guint *n) : Single (IID_ICancelMethodCalls), n_cancelled (n) {}

  HRESULT STDMETHODCALLTYPE
  Cancel (ULONG) override
  {
    ++*n_cancelled;
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE TestCancel () override { return RPC_S_CALLPENDING; }

private:
  guint *const n_cancelled;
};

} // namespace

IStream *
peer_new_in_cplusplus ()
{
  return new Peer;
}

guint
peer_count_in_cplusplus ()
{
  return n_peers;
}

IClassFactory *
peer_factory_in_cplusplus ()
{
  return new Factory;
}

IUnknown *
peer_cancel_in_cplusplus (guint *n_cancelled)
{
  return new CancelCounter (n_cancelled);
}

/* ---- Use ---- */

ULONGLONG
peer_seek_in_cplusplus (IStream *stream, LONGLONG move)
{
  LARGE_INTEGER by;
  ULARGE_INTEGER position;

  by.QuadPart = move;
  position.QuadPart = 0;
  const HRESULT hr = stream->Seek (by, STREAM_SEEK_CUR, &position);
  return SUCCEEDED (hr) ? position.QuadPart : static_cast<ULONGLONG> (static_cast<LONGLONG> (hr));
}

ULONG
peer_read_in_cplusplus (IStream *stream)
{
  ISequentialStream *const base = stream;
  BYTE bytes[3] = {};
  ULONG n_read = 0;
  const HRESULT hr = base->Read (bytes, sizeof bytes, &n_read);

  return hr == S_OK && n_read == 3 ? bytes[0] + bytes[1] + bytes[2] : 0;
}

gboolean
peer_tour_in_cplusplus (IStream *stream)
{
  g_autoptr (IRpcStubBuffer) stub = nullptr;
  g_autoptr (IUnknown) a = nullptr;
  g_autoptr (IUnknown) b = nullptr;

  if (FAILED (stream->QueryInterface (IID_IRpcStubBuffer, reinterpret_cast<void **> (&stub))))
    return FALSE;
  stream->QueryInterface (IID_IUnknown, reinterpret_cast<void **> (&a));
  stub->QueryInterface (IID_IUnknown, reinterpret_cast<void **> (&b));
  stub->Disconnect ();
  return a == b && stub->CountRefs () == 4 && stub->IsIIDSupported (IID_IStream) == stub
         && stub->IsIIDSupported (IID_IMoniker) == nullptr
         && peer_seek_in_cplusplus (stream, 0) == 0;
}

HRESULT
peer_miss_in_cplusplus (IStream *stream)
{
  void *nothing = stream;
  const HRESULT hr = stream->QueryInterface (IID_IMoniker, &nothing);

  return nothing == nullptr ? hr : E_FAIL;
}
