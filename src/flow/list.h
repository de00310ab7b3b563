/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list - things in a row, each with the link in itself
 *
 * The list is a link too, and closes the circle; so nothing is ever NULL, and a
 * link comes out without knowing its list. A link that is in no list is all zero
 * or points to itself: taking it out changes nothing.
 */
#ifndef FLOW_LIST_H
#define FLOW_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct link {
    struct link *previous, *next;
};

/* The struct of this type whose member is the link. */
#define list_item(link, type, member) ((type *)((char *)(link)-offsetof(type, member)))

static inline void list_init(struct link *list)
{
    list->previous = list->next = list;
}

static inline bool list_is_empty(const struct link *list)
{
    return list->next == list;
}

static inline void list_remove(struct link *link)
{
    if (!link->next)
        return;
    link->previous->next = link->next;
    link->next->previous = link->previous;
    list_init(link);
}

static inline void list_put_before(struct link *place, struct link *link)
{
    list_remove(link);
    link->next = place;
    link->previous = place->previous;
    place->previous->next = link;
    place->previous = link;
}

static inline void list_append(struct link *list, struct link *link)
{
    list_put_before(list, link);
}

#endif
