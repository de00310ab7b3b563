/* SPDX-License-Identifier: Apache-2.0 */
#include "app/texts.h"

#include <stdlib.h>

bool texts_add(struct texts *t, struct view text)
{
    char **at = realloc(t->at, (t->count + 1) * sizeof *at);
    if (!at)
        return false;
    t->at = at;
    char *copy = malloc(text.len + 1);
    if (!copy)
        return false;
    memcpy(copy, text.len ? (const char *)text.at : "", text.len);
    copy[text.len] = '\0';
    at[t->count++] = copy;
    return true;
}

void texts_done(struct texts *t)
{
    for (size_t i = 0; i < t->count; i++)
        free(t->at[i]);
    free(t->at);
    *t = (struct texts){ 0 };
}
