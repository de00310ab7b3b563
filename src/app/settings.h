/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings - all that may be configured, by file, by --set or by an option
 *
 * One table in settings.c says it all: key, kind, where it is kept, default,
 * range and meaning. The keys of base/limits.def are rows of it too. A file's
 * keys are nested at the dots of their names: `flow: {max: 1000000}`.
 *
 * To add one: a field here, a row there, a line in man/minewatch.yaml.5 and one
 * in minewatch.yaml (tests/lint/settings reminds of both).
 */
#ifndef APP_SETTINGS_H
#define APP_SETTINGS_H

#include "app/texts.h"
#include "base/error.h"
#include "base/tally.h"

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct settings {
    struct limits limits; /* of the library */
    uint64_t suppress_s, session_linger_s;
    uint64_t sessions_most, suppressed_most;
    uint64_t stats_interval_s; /* 0: none */
    uint64_t snaplen;          /* 0: whole packets */
    uint64_t capture_buffer, capture_timeout_ms;
    uint64_t color; /* enum color */
    bool promiscuous, per_file, accounts, show_passwords;
    char *host;   /* owned; "" is none, "auto" the machine's name */
    char *filter; /* owned; "" is none */
    struct texts signatures, outputs, interfaces, geoip;
};

enum setting_kind {
    SETTING_COUNT,        /* uint64_t */
    SETTING_SECONDS,      /* uint64_t */
    SETTING_MILLISECONDS, /* uint64_t */
    SETTING_BYTES,        /* uint64_t */
    SETTING_CHOICE,       /* uint64_t, the word's place in `words` */
    SETTING_TRUTH,        /* bool */
    SETTING_TEXT,         /* char * */
    SETTING_TEXTS,        /* struct texts */
};

struct setting {
    const char *key; /* dotted */
    enum setting_kind kind;
    size_t offset; /* in struct settings */
    uint64_t least, most;
    const char *fallback; /* as an operator would write it; lists: "" is empty */
    const char *meaning;
    const char *const *words; /* of a choice, ended by NULL */
};

/* Row i of the table; NULL after the last. */
const struct setting *setting_at(size_t i);
/* NULL where there is no such key. */
const struct setting *setting_find(const char *key);

bool settings_init(struct settings *s) MUST_USE; /* the defaults; false: no memory */
void settings_done(struct settings *s);

/* Read a file into s. False: wrong, with every mistake in *errors. */
bool settings_read(struct settings *s, const char *path, struct errors *errors);
/*
 * Give one key a value, as --set does; `from` is the option ("set",
 * "filter") for messages.
 * A list is given with commas; with `more`, `value` is one more item of it.
 */
bool settings_set(struct settings *s, const char *from, const char *key, const char *value,
                  bool more, struct errors *errors);

#endif
