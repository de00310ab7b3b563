/* SPDX-License-Identifier: Apache-2.0 */
/*
 * units - durations and sizes as people write them, read strictly
 *
 * "90s", "1h", "500ms"; "64MiB", "4096". A number alone counts in the unit that
 * the reader names. Nothing may stand around it, and a value that is no whole
 * number of that unit is refused rather than rounded.
 */
#ifndef APP_UNITS_H
#define APP_UNITS_H

#include "base/bytes.h"

#define UNIT_SECONDS      UINT64_C(1000) /* in milliseconds, the smallest unit */
#define UNIT_MILLISECONDS UINT64_C(1)

/* In multiples of `unit`, one of the two above. Words: ms s m h d. */
bool duration_parse(struct view text, uint64_t unit, uint64_t *out) MUST_USE;
/* In bytes. Words: B KiB MiB GiB TiB. */
bool size_parse(struct view text, uint64_t *out) MUST_USE;
/* The same number for people: "12.3 MB", "4.1 GB"; returns text. */
const char *size_text(double bytes, char *text, size_t size);
/* With its thousands apart: "1,234,567"; text has COUNT_TEXT_SIZE bytes. */
#define COUNT_TEXT_SIZE 32
const char *count_text(uint64_t n, char *text);

#endif
