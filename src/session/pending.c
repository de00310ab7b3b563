/* SPDX-License-Identifier: Apache-2.0 */
#include "session/pending.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Numbers and texts are told apart: 1 is not "1". A missing id is an id too. */
static uint64_t id_hash(json_t *id)
{
    if (json_is_integer(id)) {
        json_int_t number = json_integer_value(id);
        return XXH3_64bits_withSeed(&number, sizeof number, 1);
    }
    if (json_is_string(id))
        return XXH3_64bits_withSeed(json_string_value(id), json_string_length(id), 2);
    return 0;
}

static enum event_kind take_at(struct pending *p, size_t i)
{
    enum event_kind event = p->list[i].event;
    memmove(&p->list[i], &p->list[i + 1], (p->count - i - 1) * sizeof *p->list);
    p->count--;
    return event;
}

void pending_add(struct pending *p, enum side side, json_t *id, enum event_kind event)
{
    if (p->count == PENDING_MOST)
        take_at(p, 0);
    p->list[p->count++] = (struct pending_request){ id_hash(id), side, event };
}

enum event_kind pending_take(struct pending *p, enum side answering, json_t *id, bool in_order)
{
    uint64_t hash = id_hash(id);
    enum side asking = side_other(answering);
    for (size_t i = 0; i < p->count; i++)
        if (p->list[i].id == hash && p->list[i].side == asking)
            return take_at(p, i);
    for (size_t i = 0; in_order && i < p->count; i++)
        if (p->list[i].side == asking)
            return take_at(p, i);
    return EVENT_NONE;
}
