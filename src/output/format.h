/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format - a record becomes text
 *
 * A format has state for as long as its output is open, or none: then begin and
 * end are NULL. It knows nothing of where its text goes.
 */
#ifndef OUTPUT_FORMAT_H
#define OUTPUT_FORMAT_H

#include "base/buf.h"
#include "output/output.h"

struct format {
    /* NULL: no memory. Settings are borrowed for the call. */
    void *(*begin)(const struct output_settings *settings);
    void (*end)(void *state);
    /* Adds the record to out, without an end of line: that is the target's to
     * add. Adds nothing for a record that this form does not show. False: no
     * memory, or too long. */
    bool (*write)(void *state, const struct record *r, struct buf *out);
};

#define FORMAT(id, meaning) extern const struct format format_##id;
#include "output/formats.def"
#undef FORMAT

#endif
