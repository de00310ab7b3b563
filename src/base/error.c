/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void fill(struct error *e, const char *file, unsigned line, unsigned column,
                 const char *format, va_list args)
{
    *e = (struct error){ .line = line, .column = column };
    snprintf(e->file, sizeof e->file, "%s", file ? file : "");
    vsnprintf(e->what, sizeof e->what, format, args);
}

void error_set(struct error *e, const char *file, unsigned line, unsigned column,
               const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(e, file, line, column, format, args);
    va_end(args);
}

void errors_add(struct errors *es, const char *file, unsigned line, unsigned column,
                const char *format, ...)
{
    struct error *list = NULL;
    if (es->count < ERRORS_MOST)
        list = realloc(es->list, (es->count + 1) * sizeof *list);
    if (!list) {
        es->left_out++;
        return;
    }
    es->list = list;

    va_list args;
    va_start(args, format);
    fill(&es->list[es->count++], file, line, column, format, args);
    va_end(args);
}

void errors_done(struct errors *es)
{
    free(es->list);
    *es = (struct errors){ 0 };
}

const char *error_text(const struct error *e, char *text, size_t size)
{
    if (!e->file[0])
        snprintf(text, size, "%s", e->what);
    else if (!e->line)
        snprintf(text, size, "%s: %s", e->file, e->what);
    else
        snprintf(text, size, "%s:%u:%u: %s", e->file, e->line, e->column, e->what);
    return text;
}
