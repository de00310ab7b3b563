/* SPDX-License-Identifier: Apache-2.0 */
#include "app/units.h"

#include <stdio.h>

#include "base/text.h"

struct unit {
    const char *word;
    uint64_t factor;
};

static const struct unit durations[] = {
    {"ms", 1          },
    { "s", 1000       },
    { "m", 60 * 1000  },
    { "h", 3600 * 1000},
    { "d", 86400000   }
};
static const struct unit sizes[] = {
    {"B",    1                },
    { "KiB", UINT64_C(1) << 10},
    { "MiB", UINT64_C(1) << 20},
    { "GiB", UINT64_C(1) << 30},
    { "TiB", UINT64_C(1) << 40}
};

/* The number at the front, times what its unit stands for. */
static bool parse(struct view text, const struct unit *units, size_t count, uint64_t alone,
                  uint64_t *out)
{
    size_t digits = 0;
    while (digits < text.len && is_digit(text.at[digits]))
        digits++;
    struct view word = view_from(text, digits);
    uint64_t factor = word.len == 0 ? alone : 0;
    for (size_t i = 0; i < count; i++)
        if (view_is(word, units[i].word))
            factor = units[i].factor;
    uint64_t n;
    return factor && text_to_u64(view_head(text, digits), 0, UINT64_MAX, &n) &&
           !__builtin_mul_overflow(n, factor, out);
}

bool duration_parse(struct view text, uint64_t unit, uint64_t *out)
{
    uint64_t ms;
    if (!parse(text, durations, sizeof durations / sizeof *durations, unit, &ms) || ms % unit)
        return false;
    *out = ms / unit;
    return true;
}

bool size_parse(struct view text, uint64_t *out)
{
    uint64_t bytes;
    if (!parse(text, sizes, sizeof sizes / sizeof *sizes, 1, &bytes))
        return false;
    *out = bytes;
    return true;
}

const char *size_text(double bytes, char *text, size_t size)
{
    static const char *const words[] = { "B", "kB", "MB", "GB", "TB", "PB" };
    size_t i = 0;
    while (bytes >= 999.95 && i + 1 < sizeof words / sizeof *words) {
        bytes /= 1000;
        i++;
    }
    snprintf(text, size, "%.*f %s", i == 0 ? 0 : 1, bytes, words[i]);
    return text;
}

const char *count_text(uint64_t n, char *text)
{
    char digits[COUNT_TEXT_SIZE];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    char *at = text;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            *at++ = ',';
        *at++ = digits[i];
    }
    *at = '\0';
    return text;
}
