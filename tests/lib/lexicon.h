/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lexicon - a small lexicon for tests: coins AAA and BBB, one form that coins share,
 * and one miner
 *
 *     "A" and 8 digits, "bbb:" and 8 letters, "0x" and 8 hexadecimal digits;
 *     "rigminer" in any case
 *
 * Free with lexicon_done.
 */
#ifndef TESTS_LIB_LEXICON_H
#define TESTS_LIB_LEXICON_H

#include <stdlib.h>
#include <string.h>

#include "dialect/lexicon.h"

static inline struct pattern *lexicon_pattern(const char *expression, bool nocase)
{
    char why[128];
    struct pattern *p = pattern_new(expression, nocase, why, sizeof why);
    if (!p)
        abort();
    return p;
}

static inline struct lexicon lexicon_small(void)
{
    struct lexicon l = { .address = calloc(3, sizeof *l.address),
                         .address_count = 3,
                         .agent = calloc(1, sizeof *l.agent),
                         .agent_count = 1 };
    if (!l.address || !l.agent)
        abort();
    l.address[0] = (struct address_form){ strdup("AAA"), lexicon_pattern("^A\\d{8}$", false) };
    l.address[1] =
        (struct address_form){ strdup("BBB"), lexicon_pattern("^bbb:[a-z]{8}$", false) };
    l.address[2] = (struct address_form){ NULL, lexicon_pattern("^0x[0-9a-f]{8}$", false) };
    l.agent[0] =
        (struct agent_form){ strdup("RigMiner"), lexicon_pattern("\\brigminer", true) };
    return l;
}

#endif
