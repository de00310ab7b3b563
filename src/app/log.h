/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log - what the program says to the operator, on standard error
 *
 * One line each, with the program's name before it. Names of files and texts of
 * configurations may hold anything: what could steer a terminal is shown as '?'.
 * A line that shows progress is wiped before.
 */
#ifndef APP_LOG_H
#define APP_LOG_H

#include "base/error.h"

/* What is still said: 0 quiet: mistakes and failures; 1 the summary too; 2 what
 * happens; 3 and above, the details. */
enum log_level { LOG_FAILURE, LOG_SUMMARY, LOG_INFO, LOG_DETAIL };

void log_set_level(int level);
bool log_has(enum log_level level);
/* One that stays on a terminal is wiped before each line; see progress.h. */
void log_set_wipe(void (*wipe)(void *ctx), void *ctx);

void log_line(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void log_error(const struct error *e);
/* Each as "file:line:column: what", without the program's name, so that editors
 * find the place. */
void log_errors(const struct errors *es);

#endif
