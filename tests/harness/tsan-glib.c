/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Shows GLib's locks to the thread sanitizer. GLib is not instrumented and its locks are
 * futexes of its own, so the sanitizer does not see that they order what is done under
 * them, and reports races where there are none. In builds with the thread sanitizer each
 * program that links test_harness has these functions in the place of GLib's; they say what
 * happens and let GLib do it. This beats a list of suppressions, which would hide the real
 * races along with the others.
 *
 * Order made inside GLib, which calls its own functions directly, stays unseen.
 */

#include <dlfcn.h>
#include <glib-object.h>
#include <sanitizer/tsan_interface.h>

/* The function that this program's own definition of it stands in front of. */
#define REAL(function)                                                                             \
  ({                                                                                               \
    static __typeof__ (&function) real_;                                                           \
    __typeof__ (&function) found_ = __atomic_load_n (&real_, __ATOMIC_RELAXED);                    \
                                                                                                   \
    if (found_ == NULL)                                                                            \
      {                                                                                            \
        found_ = (__typeof__ (&function)) dlsym (RTLD_NEXT, #function);                            \
        __atomic_store_n (&real_, found_, __ATOMIC_RELAXED);                                       \
      }                                                                                            \
    found_;                                                                                        \
  })

void
g_mutex_lock (GMutex *mutex)
{
  __tsan_mutex_pre_lock (mutex, __tsan_mutex_linker_init);
  REAL (g_mutex_lock) (mutex);
  __tsan_mutex_post_lock (mutex, __tsan_mutex_linker_init, 0);
}

gboolean
g_mutex_trylock (GMutex *mutex)
{
  const unsigned flags = __tsan_mutex_linker_init | __tsan_mutex_try_lock;
  gboolean locked;

  __tsan_mutex_pre_lock (mutex, flags);
  locked = REAL (g_mutex_trylock) (mutex);
  __tsan_mutex_post_lock (mutex, locked ? flags : flags | __tsan_mutex_try_lock_failed, 0);
  return locked;
}

void
g_mutex_unlock (GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, 0);
  REAL (g_mutex_unlock) (mutex);
  __tsan_mutex_post_unlock (mutex, 0);
}

void
g_mutex_clear (GMutex *mutex)
{
  REAL (g_mutex_clear) (mutex);
  __tsan_mutex_destroy (mutex, __tsan_mutex_linker_init);
}

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  REAL (g_cond_wait) (cond, mutex);
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean signaled;

  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  signaled = REAL (g_cond_wait_until) (cond, mutex, end_time);
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);
  return signaled;
}

/* g_once_init_enter() reads the same location as an atomic in the caller's own code, which
 * acquires what is released here. */
void
(g_once_init_leave) (volatile void *location, gsize result)
{
  __tsan_release ((void *) location);
  REAL (g_once_init_leave) (location, result);
}

/* GLib makes the lock of its type system when it is first used, and says nothing of the order. */
static void __attribute__ ((constructor))
make_type_lock (void)
{
  g_type_ensure (G_TYPE_OBJECT);
}
