/* SPDX-License-Identifier: Apache-2.0 */
#include "app/log.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"

#define LINE_SIZE 2048

/* The process has one standard error, and so one of these. */
static struct {
    int level;
    void (*wipe)(void *ctx);
    void *ctx;
} log_state = { .level = LOG_SUMMARY };

void log_set_level(int level)
{
    log_state.level = level;
}

bool log_has(enum log_level level)
{
    return (int)level <= log_state.level;
}

void log_set_wipe(void (*wipe)(void *ctx), void *ctx)
{
    log_state.wipe = wipe;
    log_state.ctx = ctx;
}

/* Controls of C0 and C1 (U+0080 to U+009F), DEL and what is not UTF-8 become '?'. */
static void make_harmless(char *text)
{
    size_t len = strlen(text), to = 0;
    for (size_t i = 0, n; i < len; i += n) {
        struct view rest = { (uint8_t *)text + i, len - i };
        n = utf8_len(rest);
        bool control = n == 1 && (rest.at[0] < ' ' || rest.at[0] == 0x7f);
        bool control1 = n == 2 && rest.at[0] == 0xc2 && rest.at[1] < 0xa0;
        if (n == 0)
            n = utf8_bad_len(rest);
        else if (!control && !control1) {
            memmove(text + to, text + i, n);
            to += n;
            continue;
        }
        text[to++] = '?';
    }
    text[to] = '\0';
}

static void say(const char *before, char *text)
{
    make_harmless(text);
    if (log_state.wipe)
        log_state.wipe(log_state.ctx);
    fprintf(stderr, "%s%s\n", before, text);
}

void log_line(enum log_level level, const char *format, ...)
{
    if (!log_has(level))
        return;
    char text[LINE_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    say("minewatch: ", text);
}

void log_error(const struct error *e)
{
    char text[LINE_SIZE];
    error_text(e, text, sizeof text);
    say("minewatch: ", text);
}

void log_errors(const struct errors *es)
{
    char text[LINE_SIZE];
    for (size_t i = 0; i < es->count; i++) {
        error_text(&es->list[i], text, sizeof text);
        say(es->list[i].line ? "" : "minewatch: ", text);
    }
    if (es->left_out)
        log_line(LOG_FAILURE, "and %zu mistakes more", es->left_out);
}
