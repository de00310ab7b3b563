/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pattern - a regular expression of PCRE2, compiled once and bounded in work
 *
 * Text from the wire is matched as bytes. A match that takes too many steps
 * counts as none, and of a long text only the first PATTERN_TEXT_MOST bytes are
 * looked at, so that no text can make it slow. A $ stands for the very end, not for
 * a line's.
 */
#ifndef DIALECT_PATTERN_H
#define DIALECT_PATTERN_H

#include "base/bytes.h"

#define PATTERN_TEXT_MOST 4096

struct pattern;

/* NULL: *why says what is wrong with it, and where; why[size]. */
struct pattern *pattern_new(const char *expression, bool nocase, char *why, size_t size);
void pattern_free(struct pattern *p); /* NULL is fine */
bool pattern_meets(const struct pattern *p, struct view text);

#endif
