/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stamp - a time: nanoseconds since 1970-01-01 UTC, and its EVE text
 *
 * Never reads a clock. Times before 1970 and after 2262 do not occur: readers
 * clamp what a damaged capture claims.
 */
#ifndef BASE_STAMP_H
#define BASE_STAMP_H

#include <stdint.h>

#define SECOND_NS       INT64_C(1000000000)
#define MILLISECOND_NS  INT64_C(1000000)
#define STAMP_TEXT_SIZE 40

/* "2026-11-22T08:38:09.123456+0000", the form of Suricata's EVE. Returns text. */
const char *stamp_text(int64_t time_ns, char *text);

#endif
