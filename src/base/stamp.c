/* SPDX-License-Identifier: Apache-2.0 */
#include "base/stamp.h"

#include <stdio.h>
#include <time.h>

const char *stamp_text(int64_t time_ns, char *text)
{
    int64_t second = time_ns / SECOND_NS, rest = time_ns % SECOND_NS;
    if (rest < 0) {
        second--;
        rest += SECOND_NS;
    }
    time_t seconds = (time_t)second;
    struct tm tm;
    gmtime_r(&seconds, &tm);
    char head[24];
    strftime(head, sizeof head, "%Y-%m-%dT%H:%M:%S", &tm);
    snprintf(text, STAMP_TEXT_SIZE, "%s.%06d+0000", head, (int)(rest / 1000));
    return text;
}
