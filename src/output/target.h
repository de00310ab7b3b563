/* SPDX-License-Identifier: Apache-2.0 */
/*
 * target - the text of a record goes somewhere
 */
#ifndef OUTPUT_TARGET_H
#define OUTPUT_TARGET_H

#include "base/error.h"
#include "record/record.h"

struct target {
    /* scheme is the row's; place is what follows "scheme://", or all of a
     * target without one. NULL: *e says why. */
    void *(*open)(const char *scheme, const char *place, struct error *e);
    /* Take the text of one record, and what separates records besides. The
     * record is there for targets that address, key or rank it by its fields. */
    bool (*put)(void *state, struct view text, const struct record *r, struct error *e);
    bool (*flush)(void *state, struct error *e);
    bool (*reopen)(void *state, struct error *e);
    /* What was kept back is written; state is gone even when that fails. */
    bool (*close)(void *state, struct error *e);
};

#define TARGET(scheme, id, meaning) extern const struct target target_##id;
#include "output/targets.def"
#undef TARGET

#endif
