/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signals - what the operator asks for while the program runs
 *
 * A handler only notes it; the loop takes it between two packets. SIGINT and
 * SIGTERM ask for a clean end, and the second of them ends the process at once.
 */
#ifndef APP_SIGNALS_H
#define APP_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

enum wish {
    WISH_STOP = 1,   /* SIGINT, SIGTERM */
    WISH_RELOAD = 2, /* SIGHUP: files again, configuration and signatures again */
    WISH_RULES = 4,  /* SIGUSR2: signatures again */
    WISH_STATS = 8,  /* SIGUSR1: a `stats` record now */
};

void signals_init(void); /* also ignores SIGPIPE */
/* Anything noted? Cheap enough for every packet. */
bool signals_waiting(void);
/* What was noted since the last call, as a set of enum wish; a stop stays noted. */
unsigned signals_take(void);
/* For ppoll: between begin and end, signals only arrive while it waits, so that
 * none slips in after the last look. */
void signals_hold(sigset_t *before);

#endif
