/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json - a JSON text from the wire as a tree, mended where that is needed
 *
 * jansson reads nearly all of it. What it refuses, though miners and pools read
 * it, is mended on a copy and read again: integers of 2^63 and more and reals out
 * of range (they become texts), bytes that are not UTF-8 such as a name in GBK
 * (U+FFFD), a byte order mark, lone surrogates (U+FFFD), raw control characters
 * in strings, unknown escapes, NULs in keys (U+FFFD), nesting beyond all reason (what
 * is too deep becomes null). A NUL escape in a value and text behind it are accepted
 * as they are. Each of these would else be an evasion that costs a few bytes.
 */
#ifndef DIALECT_JSON_H
#define DIALECT_JSON_H

#include <jansson.h>

#include "base/bytes.h"

/* NULL: not JSON, even so. Objects and arrays only. *repaired says whether the
 * text had to be mended. Free with json_decref. */
json_t *json_read(struct view text, bool *repaired);

#endif
