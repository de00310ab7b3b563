/* SPDX-License-Identifier: Apache-2.0 */
#include "app/signals.h"

#include <stddef.h>

static const struct {
    int number;
    enum wish wish;
} table[] = {
    {SIGINT,   WISH_STOP  },
    { SIGTERM, WISH_STOP  },
    { SIGHUP,  WISH_RELOAD},
    { SIGUSR2, WISH_RULES },
    { SIGUSR1, WISH_STATS },
};

#define TABLE_COUNT (sizeof table / sizeof *table)

/* A handler gets no context, so what it notes has to stand here; a flag each, for
 * there is no atomic "or" of a sig_atomic_t. */
static volatile sig_atomic_t noted[TABLE_COUNT];
static volatile sig_atomic_t waiting;

static bool is_stop(int number)
{
    return number == SIGINT || number == SIGTERM;
}

static void note(int number)
{
    bool again = false;
    for (size_t i = 0; i < TABLE_COUNT; i++)
        again |= is_stop(table[i].number) && noted[i];
    if (is_stop(number) && again) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (table[i].number == number)
            noted[i] = 1;
    waiting = 1;
}

void signals_init(void)
{
    signal(SIGPIPE, SIG_IGN);
    /* Without SA_RESTART: a read that waits is to end. */
    struct sigaction action = { .sa_handler = note };
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < TABLE_COUNT; i++)
        sigaction(table[i].number, &action, NULL);
}

bool signals_waiting(void)
{
    return waiting;
}

unsigned signals_take(void)
{
    unsigned wishes = 0;
    waiting = 0;
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (!noted[i])
            continue;
        wishes |= table[i].wish;
        if (!is_stop(table[i].number))
            noted[i] = 0;
    }
    return wishes;
}

void signals_hold(sigset_t *before)
{
    sigset_t ours;
    sigemptyset(&ours);
    for (size_t i = 0; i < TABLE_COUNT; i++)
        sigaddset(&ours, table[i].number);
    sigprocmask(SIG_BLOCK, &ours, before);
}
