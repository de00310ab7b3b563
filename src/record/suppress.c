/* SPDX-License-Identifier: Apache-2.0 */
#include "record/suppress.h"

#include <search.h>
#include <stdlib.h>

#include "record/place.h"
#include "record/record.h"

struct about {
    struct place place;
    struct mw_text login, worker;
    uint32_t signature_id;
};

struct said {
    struct about about; /* first: the tree compares it; its texts stand behind */
    uint64_t flow_id;
    int64_t written_ns;
    TAILQ_ENTRY(said) link;
};

static int about_compare(const void *one, const void *other)
{
    const struct about *a = one, *b = other;
    if (a->signature_id != b->signature_id)
        return a->signature_id < b->signature_id ? -1 : 1;
    int order = place_compare(&a->place, &b->place);
    if (order == 0)
        order = text_compare(a->login, b->login);
    return order ? order : text_compare(a->worker, b->worker);
}

static struct about about_of(const struct mw_alert *alert)
{
    const struct mw_mining *m = alert->mining;
    struct about a = {
        .place = place_of(m),
        .login = text_head(m->login, RECORD_LOGIN_MOST),
        .worker = text_head(m->worker, RECORD_TEXT_MOST),
        .signature_id = alert->signature_id,
    };
    a.place.host = text_head(a.place.host, RECORD_TEXT_MOST);
    return a;
}

void suppress_init(struct suppress *s, int64_t window_ns, uint64_t most)
{
    *s = (struct suppress){ .window_ns = window_ns, .most = most };
    TAILQ_INIT(&s->saids);
}

static void forget(struct suppress *s, struct said *said)
{
    tdelete(said, &s->tree, about_compare);
    TAILQ_REMOVE(&s->saids, said, link);
    s->count--;
    free(said);
}

void suppress_done(struct suppress *s)
{
    struct said *said;
    while ((said = TAILQ_FIRST(&s->saids)))
        forget(s, said);
}

/* Without memory the alert goes out, and so will its repeat. */
static void remember(struct suppress *s, const struct about *about,
                     const struct mw_alert *alert)
{
    struct said *said =
        malloc(sizeof *said + about->login.len + about->worker.len + about->place.host.len);
    if (!said)
        return;
    char *at = (char *)(said + 1);
    *said = (struct said){ .about = *about };
    said->about.login = text_put(about->login, &at);
    said->about.worker = text_put(about->worker, &at);
    said->about.place.host = text_put(about->place.host, &at);
    said->flow_id = alert->mining->flow_id;
    said->written_ns = alert->origin.time_ns;
    if (!tsearch(said, &s->tree, about_compare)) {
        free(said);
        return;
    }
    TAILQ_INSERT_TAIL(&s->saids, said, link);
    s->count++;
}

bool suppress_ask(struct suppress *s, const struct mw_alert *alert, uint64_t *flow_id)
{
    if (s->window_ns == 0 || s->most == 0)
        return false;
    struct said *oldest = TAILQ_FIRST(&s->saids);
    while (oldest && alert->origin.time_ns - oldest->written_ns >= s->window_ns) {
        forget(s, oldest);
        oldest = TAILQ_FIRST(&s->saids);
    }

    struct about about = about_of(alert);
    struct said **found = tfind(&about, &s->tree, about_compare);
    if (found && alert->origin.time_ns - (*found)->written_ns < s->window_ns) {
        *flow_id = (*found)->flow_id;
        return true;
    }
    if (found)
        forget(s, *found);
    if (s->count >= s->most)
        forget(s, TAILQ_FIRST(&s->saids));
    remember(s, &about, alert);
    return false;
}
