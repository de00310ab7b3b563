/* SPDX-License-Identifier: Apache-2.0 */
#include "dialect/pattern.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

#define STEPS_MOST 20000
#define DEPTH_MOST 500

struct pattern {
    pcre2_code *code;
    pcre2_match_context *context;
};

struct pattern *pattern_new(const char *expression, bool nocase, char *why, size_t size)
{
    int error;
    PCRE2_SIZE at;
    uint32_t options = PCRE2_DOLLAR_ENDONLY | (nocase ? PCRE2_CASELESS : 0);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED, options,
                                     &error, &at, NULL);
    if (!code) {
        char words[128];
        pcre2_get_error_message(error, (PCRE2_UCHAR *)words, sizeof words);
        snprintf(why, size, "%s at character %zu of the expression", words, (size_t)at + 1);
        return NULL;
    }
    struct pattern *p = calloc(1, sizeof *p);
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    if (!p || !context) {
        pcre2_code_free(code);
        pcre2_match_context_free(context);
        free(p);
        snprintf(why, size, "no memory");
        return NULL;
    }
    pcre2_set_match_limit(context, STEPS_MOST);
    pcre2_set_depth_limit(context, DEPTH_MOST);
    *p = (struct pattern){ code, context };
    return p;
}

void pattern_free(struct pattern *p)
{
    if (!p)
        return;
    pcre2_code_free(p->code);
    pcre2_match_context_free(p->context);
    free(p);
}

bool pattern_meets(const struct pattern *p, struct view text)
{
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    if (!data)
        return false;
    uint32_t options = text.len > PATTERN_TEXT_MOST ? PCRE2_NOTEOL : 0;
    text = view_head(text, PATTERN_TEXT_MOST);
    PCRE2_SPTR at = text.len ? text.at : (PCRE2_SPTR) "";
    int found = pcre2_match(p->code, at, text.len, 0, options, data, p->context);
    pcre2_match_data_free(data);
    return found >= 0;
}
