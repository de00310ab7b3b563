/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/watch.h"

static struct due_link *link_of(const struct due_list *l, struct watch *w)
{
    return (struct due_link *)((char *)w + l->link);
}

void due_add(struct due_list *l, struct watch *w, int64_t at_ns)
{
    struct watch *before = l->last;
    while (before && link_of(l, before)->at_ns > at_ns)
        before = link_of(l, before)->previous;
    struct watch *after = before ? link_of(l, before)->next : l->first;
    *link_of(l, w) =
        (struct due_link){ .next = after, .previous = before, .at_ns = at_ns, .listed = true };
    if (before)
        link_of(l, before)->next = w;
    else
        l->first = w;
    if (after)
        link_of(l, after)->previous = w;
    else
        l->last = w;
}

void due_remove(struct due_list *l, struct watch *w)
{
    struct due_link *link = link_of(l, w);
    if (!link->listed)
        return;
    if (link->previous)
        link_of(l, link->previous)->next = link->next;
    else
        l->first = link->next;
    if (link->next)
        link_of(l, link->next)->previous = link->previous;
    else
        l->last = link->previous;
    *link = (struct due_link){ 0 };
}

struct watch *due_first(const struct due_list *l, int64_t now_ns)
{
    return l->first && link_of(l, l->first)->at_ns <= now_ns ? l->first : NULL;
}
