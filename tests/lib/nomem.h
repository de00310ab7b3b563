/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nomem - the Nth allocation of a program fails
 *
 *     for (long n = 0; nomem_failed; n++) {
 *         nomem_after(n, once);
 *         ... make, use and free something ...
 *         nomem_never();
 *         ck_assert(!nomem_failed || nomem_live == 0);
 *     }
 *
 * Takes the place of the C library's malloc, so it reaches the libraries, too.
 * Where a sanitizer or valgrind has that place, nothing fails and the loop runs
 * once. Include it in one file of a program.
 */
#ifndef TESTS_NOMEM_H
#define TESTS_NOMEM_H

#include <stdbool.h>
#include <stddef.h>

/* Volatile: the compiler knows that malloc and free touch no variable of ours. */
static volatile long nomem_left = -1;     /* that succeed before one fails; -1: all do */
static volatile bool nomem_once;          /* those after it succeed */
static volatile bool nomem_failed = true; /* in this round */
static volatile long nomem_live;          /* blocks of this round not given back */

static inline void nomem_after(long n, bool once)
{
    nomem_failed = false;
    nomem_once = once;
    nomem_live = 0;
    nomem_left = n;
}

static inline void nomem_never(void)
{
    nomem_left = -1;
}

#if defined(__has_feature)
#    if __has_feature(address_sanitizer)
#        define NOMEM_HAS_NO_PLACE
#    endif
#endif

#if !defined(NOMEM_HAS_NO_PLACE) && !defined(__SANITIZE_ADDRESS__) && defined(__GLIBC__)
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *at, size_t size);
void *__libc_memalign(size_t align, size_t size);
void __libc_free(void *at);
/* Seen by the libraries, whatever visibility the build asks for. */
#    pragma GCC visibility push(default)
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *at, size_t size);
void *aligned_alloc(size_t align, size_t size);
void free(void *at);
#    pragma GCC visibility pop

static inline bool nomem_now(void)
{
    if (nomem_left < 0 || (nomem_failed && nomem_once))
        return false;
    if (nomem_left > 0) {
        nomem_left--;
        return false;
    }
    nomem_failed = true;
    return true;
}

static inline void *nomem_count(void *at)
{
    nomem_live += at != NULL;
    return at;
}

void *malloc(size_t size)
{
    return nomem_now() ? NULL : nomem_count(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return nomem_now() ? NULL : nomem_count(__libc_calloc(count, size));
}

void *realloc(void *at, size_t size)
{
    if (nomem_now())
        return NULL;
    void *now = __libc_realloc(at, size);
    return at ? now : nomem_count(now);
}

void *aligned_alloc(size_t align, size_t size)
{
    return nomem_now() ? NULL : nomem_count(__libc_memalign(align, size));
}

void free(void *at)
{
    nomem_live -= at != NULL;
    __libc_free(at);
}
#endif

#endif
