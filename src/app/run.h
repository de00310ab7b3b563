/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run - the two ways through the program: replay captures, or watch interfaces
 */
#ifndef APP_RUN_H
#define APP_RUN_H

#include "app/chain.h"
#include "app/options.h"

/* What is told at the end. */
struct run {
    const struct options *options;
    struct settings *settings; /* borrowed; a reload changes where signatures are */
    struct chain *chain;
    size_t files, damaged, passed_over;
    int64_t start_ns; /* steady clock */
    int status;       /* exit status so far */
};

void replay(struct run *run);
void watch_live(struct run *run);

/* Rules from the settings' places, or the default ones; NULL: wrong, and said so. */
struct mw_rules *load_rules(const struct settings *s);
/* What signals ask for between two packets; true: stop. */
bool obey_signals(struct run *run);
/* Two or three lines on standard error. */
void summary(const struct run *run);

#endif
