/* SPDX-License-Identifier: Apache-2.0 */
#include "dialect/lexicon.h"

#include <stdlib.h>

#include "base/text.h"

#define ADDRESS_MOST 256 /* bytes: the longest known form has about 110 */
#define AGENT_MOST   512

void lexicon_done(struct lexicon *l)
{
    for (size_t i = 0; i < l->address_count; i++) {
        free(l->address[i].coin);
        pattern_free(l->address[i].pattern);
    }
    for (size_t i = 0; i < l->agent_count; i++) {
        free(l->agent[i].product);
        pattern_free(l->agent[i].pattern);
    }
    free(l->address);
    free(l->agent);
    *l = (struct lexicon){ 0 };
}

const struct address_form *lexicon_address(const struct lexicon *l, struct view text)
{
    if (text.len == 0 || text.len > ADDRESS_MOST)
        return NULL;
    for (size_t i = 0; i < l->address_count; i++)
        if (pattern_meets(l->address[i].pattern, text))
            return &l->address[i];
    return NULL;
}

const struct agent_form *lexicon_agent(const struct lexicon *l, struct view text)
{
    if (text.len == 0)
        return NULL;
    text = view_head(text, AGENT_MOST);
    for (size_t i = 0; i < l->agent_count; i++)
        if (pattern_meets(l->agent[i].pattern, text))
            return &l->agent[i];
    return NULL;
}

struct view login_address(const struct lexicon *l, struct view login,
                          const struct address_form **form)
{
    size_t n = 0;
    while (n < login.len && !is_one_of(login.at[n], "./+%#"))
        n++;
    struct view address = text_trim(view_head(login, n));
    *form = lexicon_address(l, address);
    if (*form)
        return address;

    const uint8_t *colon = address.len ? memchr(address.at, ':', address.len) : NULL;
    if (colon) {
        address = view_from(address, (size_t)(colon - address.at) + 1);
        *form = lexicon_address(l, address);
        if (*form)
            return address;
    }
    return (struct view){ 0 };
}
