/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress - a line on a terminal that tells how far a long replay is
 *
 * Drawn at most five times a second, wiped before anything else is written and
 * at the end. Where standard error is no terminal, nothing is shown.
 */
#ifndef APP_PROGRESS_H
#define APP_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool on;
    bool drawn;
    uint64_t total; /* bytes to read, as stored; 0: not known */
    int64_t start_ns, last_ns;
    uint64_t ticks;
};

/* Packets between two looks at the clock. */
#define PROGRESS_STRIDE 4096

void progress_init(struct progress *p, bool wanted, uint64_t total);
/* Is it time to look at the clock? Asked at every packet. */
static inline bool progress_due(struct progress *p)
{
    return p->on && ++p->ticks % PROGRESS_STRIDE == 0;
}
void progress_draw(struct progress *p, uint64_t done);
void progress_wipe(void *p); /* fits log_set_wipe */

#endif
