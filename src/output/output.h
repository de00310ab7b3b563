/* SPDX-License-Identifier: Apache-2.0 */
/*
 * output - front door of the room where records leave the house
 *
 * An output is a format and a target: "json:-", "table", "json:/var/log/x.json".
 * Formats (formats.def) turn a record into text, escaped for that form; targets
 * (targets.def) take the text.
 *
 * Text from the wire is raw until here: each format makes it valid UTF-8 and
 * harmless where it is shown. Each record is handed to its target at once, in
 * one piece. Broken pipes are errors like any other: whoever writes to pipes
 * ignores SIGPIPE.
 *
 * To add one: write output/format_NAME.c or output/target_NAME.c and put a row
 * in output/formats.def or output/targets.def.
 */
#ifndef OUTPUT_OUTPUT_H
#define OUTPUT_OUTPUT_H

#include "base/error.h"
#include "record/record.h"

struct output_settings {
    bool color;       /* `table` on a terminal */
    unsigned columns; /* width for `table`; 0: not a terminal, as wide as it takes */
};

struct output;

/* Parse "FORMAT[:TARGET]" and open the target. NULL: *e says why. */
struct output *output_open(const char *spec, const struct output_settings *settings,
                           struct error *e);
/* False: the record is lost. *e says why once, until writing works again: after
 * that, e->what is empty. */
bool output_write(struct output *o, const struct record *r, struct error *e);
bool output_flush(struct output *o, struct error *e);
/* Open files again, after they were renamed. False: the old one is written on. */
bool output_reopen(struct output *o, struct error *e);
bool output_close(struct output *o, struct error *e); /* flushes; NULL is fine */
/* The formats' names, for --help and messages: "table, json". */
const char *output_formats(void);

#endif
