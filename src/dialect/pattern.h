/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pattern - a regular expression of PCRE2, compiled once and bounded in work
 *
 * Text from the wire is matched as bytes. A match that takes too many steps
 * counts as none, so that no text can make it slow.
 */
#ifndef DIALECT_PATTERN_H
#define DIALECT_PATTERN_H

#include "base/bytes.h"

struct pattern;

/* NULL: *why says what is wrong with it, and where; why[size]. */
struct pattern *pattern_new(const char *expression, bool nocase, char *why, size_t size);
void pattern_free(struct pattern *p); /* NULL is fine */
bool pattern_meets(const struct pattern *p, struct view text);

#endif
