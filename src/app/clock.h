/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock - the two clocks that only the program reads
 */
#ifndef APP_CLOCK_H
#define APP_CLOCK_H

#include <time.h>

#include "base/stamp.h"

static inline int64_t clock_read(clockid_t which)
{
    struct timespec t;
    clock_gettime(which, &t);
    return t.tv_sec * SECOND_NS + t.tv_nsec;
}

/* For how long something took. */
static inline int64_t clock_steady(void)
{
    return clock_read(CLOCK_MONOTONIC);
}

/* For what time it is, live, where packets bring none. */
static inline int64_t clock_wall(void)
{
    return clock_read(CLOCK_REALTIME);
}

#endif
