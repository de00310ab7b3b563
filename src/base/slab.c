/* SPDX-License-Identifier: Apache-2.0 */
#include "base/slab.h"

#include <stdlib.h>

#define BLOCK_OBJECTS 64

struct link {
    struct link *next;
};

void slab_init(struct slab *s, size_t size, size_t most)
{
    *s = (struct slab){ .size = (size + 15) & ~(size_t)15, .most = most };
}

void slab_done(struct slab *s)
{
    struct link *block = s->blocks;
    while (block) {
        struct link *next = block->next;
        free(block);
        block = next;
    }
    *s = (struct slab){ .size = s->size, .most = s->most };
}

static bool add_block(struct slab *s)
{
    uint8_t *block = aligned_alloc(16, 16 + s->size * BLOCK_OBJECTS);
    if (!block)
        return false;
    ((struct link *)block)->next = s->blocks;
    s->blocks = block;
    for (size_t i = 0; i < BLOCK_OBJECTS; i++) {
        struct link *object = (struct link *)(block + 16 + i * s->size);
        object->next = s->free;
        s->free = object;
    }
    return true;
}

void *slab_take(struct slab *s)
{
    if (s->used >= s->most || (!s->free && !add_block(s)))
        return NULL;
    struct link *object = s->free;
    s->free = object->next;
    s->used++;
    memset(object, 0, s->size);
    return object;
}

void slab_give(struct slab *s, void *object)
{
    struct link *link = object;
    link->next = s->free;
    s->free = link;
    s->used--;
}
