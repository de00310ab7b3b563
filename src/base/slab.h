/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slab - equal objects from growing blocks, with a ceiling
 *
 * slab_take gives zeroed memory, or NULL when the ceiling is reached or there
 * is no memory. Blocks go back to the system only with slab_done.
 */
#ifndef BASE_SLAB_H
#define BASE_SLAB_H

#include "base/bytes.h"

struct slab {
    size_t size; /* of one object, a multiple of 16 */
    size_t most; /* the ceiling, in objects */
    size_t used;
    void *free;   /* list through the objects */
    void *blocks; /* owned list */
};

void slab_init(struct slab *s, size_t size, size_t most);
void slab_done(struct slab *s);
void *slab_take(struct slab *s) MUST_USE;
void slab_give(struct slab *s, void *object);

#endif
