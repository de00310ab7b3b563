/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options - the command line, by one table
 *
 * Every option is a row in options.c: its letter, its long name, what it takes,
 * its help, and either the key of settings.h that it sets or a function. Words
 * that are no options are captures to read, like those after -r. All texts are
 * argv's own and live as long.
 */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include <stdio.h>

#include "app/settings.h"

/* One setting that the command line gives, in its order. */
struct assignment {
    const char *from;        /* "set", "filter": the option, for messages */
    const char *key, *value; /* key is NULL for --set: it stands in value */
};

struct options {
    const char *config; /* NULL: the default place */
    const char **paths; /* owned list of captures to replay */
    size_t path_count;
    struct assignment *assignments; /* owned */
    size_t assignment_count;
    bool interfaces; /* -i was given */
    bool test, quiet, help, version;
    unsigned verbose;
    int alert_status; /* exit status when there were alerts; 0: as without */
};

/* False: wrong usage; *e says what. options_done is due in any case. */
bool options_read(struct options *o, int argc, char **argv, struct error *e);
void options_done(struct options *o);
/* Give the settings what the command line says. False: *errors has more. */
bool options_apply(const struct options *o, struct settings *s, struct errors *errors);

void options_usage(FILE *out); /* two lines */
void options_help(FILE *out);

#endif
