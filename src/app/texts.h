/* SPDX-License-Identifier: Apache-2.0 */
/*
 * texts - a list of C strings that owns them
 */
#ifndef APP_TEXTS_H
#define APP_TEXTS_H

#include "base/bytes.h"

struct texts {
    char **at; /* owned, as each of them */
    size_t count;
};

bool texts_add(struct texts *t, struct view text) MUST_USE; /* false: no memory */
void texts_done(struct texts *t);                           /* empty again */

#endif
