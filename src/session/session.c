/* SPDX-License-Identifier: Apache-2.0 */
#include "session/session.h"

#include <stdlib.h>

#include "dialect/json.h"
#include "session/family.h"
#include "session/identity.h"
#include "session/pending.h"

#define FAMILIES_MOST 4
#define FACT_MOST     1536 /* bytes kept of one fact: more than any record shows */
#define BATCH_MOST    64   /* messages read of one JSON-RPC batch */

/* How much a side must have proved in a part before it can contradict itself. */
#define ROLE_PROOF 0.5

struct fact_text {
    char *at; /* owned */
    size_t len;
};

struct evidence_kept {
    const struct rule *rule;
    const struct family *family;
    struct mw_origin origin;
};

struct session {
    const struct dialect_set *set;
    struct counters *counters;
    struct family family[FAMILIES_MOST];
    const struct family *frozen_family;
    const struct dialect *frozen;
    double role_doubt[2][3]; /* by side and role */
    struct pending pending;

    struct fact_text fact[FACT_COUNT];
    struct fact_text algorithm[MW_ALGOS_MOST];
    size_t algorithm_count;

    bool has_login, accepted, refused, worked, has_work;
    uint64_t messages, submitted, share_accepted, share_refused;
    int64_t first_ns, last_ns;

    struct evidence_kept kept[MW_EVIDENCE_MOST * 2];
    size_t kept_count;
    struct mw_evidence evidence[MW_EVIDENCE_MOST]; /* as described last */
};

struct session *session_new(const struct dialect_set *set, struct counters *counters)
{
    struct session *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->set = set;
    s->counters = counters;
    for (int side = 0; side < 2; side++)
        for (int role = 0; role < 3; role++)
            s->role_doubt[side][role] = 1;
    return s;
}

void session_free(struct session *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < FACT_COUNT; i++)
        free(s->fact[i].at);
    for (size_t i = 0; i < s->algorithm_count; i++)
        free(s->algorithm[i].at);
    free(s);
}

static struct view fact_view(const struct fact_text *f)
{
    return (struct view){ (const uint8_t *)f->at, f->len };
}

/* ---- verdicts ------------------------------------------------------------ */

static double role_proof(const struct session *s, enum side side, enum role role)
{
    return 1 - s->role_doubt[side][role];
}

static bool speaks(const struct session *s, enum side side, enum role role)
{
    return role_proof(s, side, role) >= ROLE_PROOF;
}

static bool contradicts(const struct session *s)
{
    bool client_mines = speaks(s, SIDE_CLIENT, ROLE_MINER);
    bool client_pools = speaks(s, SIDE_CLIENT, ROLE_POOL);
    bool server_mines = speaks(s, SIDE_SERVER, ROLE_MINER);
    bool server_pools = speaks(s, SIDE_SERVER, ROLE_POOL);
    bool both_parts = (client_mines && client_pools) || (server_mines && server_pools);
    bool same_part = (client_mines && server_mines) || (client_pools && server_pools);
    bool fits_one_way = (client_mines && server_pools) != (server_mines && client_pools);
    return (both_parts || same_part) && !fits_one_way;
}

static const struct family *leading(const struct session *s)
{
    if (s->frozen)
        return s->frozen_family;
    const struct family *best = NULL;
    for (size_t i = 0; i < FAMILIES_MOST && s->family[i].root; i++)
        if (!best || family_confidence(&s->family[i]) > family_confidence(best))
            best = &s->family[i];
    return best;
}

const struct dialect *session_dialect(const struct session *s)
{
    if (s->frozen)
        return s->frozen;
    const struct family *f = leading(s);
    return f && !contradicts(s) ? family_dialect(f) : NULL;
}

double session_confidence(const struct session *s)
{
    const struct family *f = leading(s);
    return f ? family_confidence(f) : 0;
}

enum mw_state session_state(const struct session *s)
{
    if (s->refused)
        return MW_STATE_REJECTED;
    if (s->worked)
        return MW_STATE_WORKING;
    if (s->accepted || s->has_work)
        return MW_STATE_ACCEPTED;
    return s->has_login || s->submitted ? MW_STATE_LOGIN : MW_STATE_SEEN;
}

enum side session_miner(const struct session *s)
{
    double client =
        role_proof(s, SIDE_CLIENT, ROLE_MINER) + role_proof(s, SIDE_SERVER, ROLE_POOL);
    double server =
        role_proof(s, SIDE_SERVER, ROLE_MINER) + role_proof(s, SIDE_CLIENT, ROLE_POOL);
    return server > client ? SIDE_SERVER : SIDE_CLIENT;
}

bool session_is_complete(const struct session *s)
{
    const struct dialect *d = session_dialect(s);
    if (!d)
        return false;
    if (s->refused)
        return s->has_login;
    bool answered = s->accepted || s->has_work || s->worked;
    /* The first work tells relatives apart. */
    if ((d->base || d->has_relatives) && !s->has_work)
        return false;
    return answered && (s->has_login || d->anonymous);
}

void session_freeze(struct session *s)
{
    const struct family *f = leading(s);
    if (s->frozen || !f)
        return;
    s->frozen = family_dialect(f);
    s->frozen_family = f;
}

/* ---- facts --------------------------------------------------------------- */

static void fact_set(struct fact_text *f, struct view text)
{
    text = view_head(text, FACT_MOST);
    char *at = malloc(text.len + 1);
    if (!at)
        return;
    memcpy(at, text.at, text.len);
    at[text.len] = '\0';
    free(f->at);
    *f = (struct fact_text){ at, text.len };
}

static void add_algorithm(struct session *s, struct view text)
{
    for (size_t i = 0; i < s->algorithm_count; i++)
        if (view_equal(fact_view(&s->algorithm[i]), text))
            return;
    if (s->algorithm_count < MW_ALGOS_MOST)
        fact_set(&s->algorithm[s->algorithm_count++], text);
}

/* These change while a session lasts; the others stay as they were said first. */
static bool fact_moves(enum fact fact)
{
    return fact == FACT_JOB || fact == FACT_DIFFICULTY || fact == FACT_TARGET ||
           fact == FACT_HEIGHT;
}

struct taking_here {
    struct session *session;
    enum fact fact;
    bool replace;
};

static bool take_here(const struct value_found *v, void *ctx)
{
    struct taking_here *t = ctx;
    struct session *s = t->session;
    char number[32];
    struct view text = value_text(v, number);
    if (text.len == 0)
        return false;
    if (t->fact == FACT_ALGORITHM) {
        add_algorithm(s, text);
        return false;
    }
    if (s->fact[t->fact].len == 0 || t->replace)
        fact_set(&s->fact[t->fact], text);
    return true;
}

/* A new login after a refusal replaces what was said before. */
static void take_facts(struct session *s, const struct rule *r, struct said *said)
{
    bool replace = r->event == EVENT_LOGIN && s->refused;
    bool taken[FACT_COUNT] = { false };
    for (size_t i = 0; i < r->take_count; i++) {
        enum fact fact = r->takes[i].fact;
        if (taken[fact])
            continue;
        struct taking_here t = { s, fact, replace || fact_moves(fact) };
        taken[fact] = path_each(&r->takes[i].path, said, take_here, &t);
    }
}

/* ---- messages ------------------------------------------------------------ */

static void apply_event(struct session *s, enum event_kind event)
{
    switch (event) {
    case EVENT_LOGIN:
        s->has_login = true;
        break;
    case EVENT_ACCEPTED:
        s->accepted = true;
        s->refused = false;
        break;
    case EVENT_REFUSED:
        s->refused = true;
        break;
    case EVENT_WORK:
        s->has_work = true;
        break;
    case EVENT_SHARE:
        s->submitted++;
        break;
    case EVENT_SHARE_ACCEPTED:
        s->share_accepted++;
        s->worked = true;
        s->refused = false;
        break;
    case EVENT_SHARE_REFUSED:
        s->share_refused++;
        break;
    default:
        break;
    }
}

static const struct dialect *root_of(const struct dialect *d)
{
    return d->base ? d->base : d;
}

/* The family that proved least gives way, so that a few words of other dialects don't
 * hide one. */
static struct family *weakest(struct session *s)
{
    struct family *least = NULL;
    for (size_t i = 0; i < FAMILIES_MOST; i++) {
        struct family *f = &s->family[i];
        if (f != s->frozen_family &&
            (!least || family_confidence(f) < family_confidence(least)))
            least = f;
    }
    return least;
}

static void forget_family(struct session *s, const struct family *f)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->kept_count; i++)
        if (s->kept[i].family != f)
            s->kept[kept++] = s->kept[i];
    s->kept_count = kept;
}

static struct family *family_of(struct session *s, const struct dialect *d)
{
    const struct dialect *root = root_of(d);
    struct family *f = s->family;
    while (f < s->family + FAMILIES_MOST && f->root && f->root != root)
        f++;
    if (f == s->family + FAMILIES_MOST) {
        f = weakest(s);
        forget_family(s, f);
        f->root = NULL;
    }
    if (!f->root)
        family_begin(f, root);
    return f;
}

static void keep_evidence(struct session *s, const struct family *f, const struct rule *r,
                          const struct mw_origin *origin)
{
    if (s->kept_count < sizeof s->kept / sizeof *s->kept)
        s->kept[s->kept_count++] = (struct evidence_kept){ r, f, *origin };
}

/* Does a rule say more of a message than another? A mark goes before others, then the
 * stronger proof. */
static bool says_more(const struct match *a, const struct match *b)
{
    if (a->rule->mark != b->rule->mark)
        return a->rule->mark > b->rule->mark;
    return a->proof > b->proof;
}

/* Of the rules of one family that a message fits, the one that says most. */
static const struct match *best_of(const struct match *match, size_t count,
                                   const struct dialect *root)
{
    const struct match *best = NULL;
    for (size_t i = 0; i < count; i++)
        if (root_of(match[i].rule->dialect) == root && (!best || says_more(&match[i], best)))
            best = &match[i];
    return best;
}

/* What a message means is said by a rule for the answer to what was asked, where there
 * is one: "Unauthorized worker" refuses a share or a login. */
static const struct match *meaning_of(const struct match *match, size_t count,
                                      const struct match *best)
{
    const struct dialect *root = root_of(best->rule->dialect);
    for (size_t i = 0; i < count; i++)
        if (match[i].rule->answers && root_of(match[i].rule->dialect) == root)
            return &match[i];
    return best;
}

static void count_match(struct session *s, const struct match *match, const struct message *m)
{
    const struct rule *r = match->rule;
    struct family *f = family_of(s, r->dialect);
    if (family_count(f, r, match->proof, m->side, m->amid_text))
        keep_evidence(s, f, r, &m->origin);
    if (r->from != ROLE_EITHER && match->proof > 0)
        s->role_doubt[m->side][r->from] *= 1 - match->proof;
}

/* Of the rules that a message fits, the best of each family counts. Returns that
 * of the leading family. */
static const struct match *count_matches(struct session *s, const struct match *match,
                                         size_t count, const struct message *m)
{
    for (size_t i = 0; i < count; i++)
        if (best_of(match, count, root_of(match[i].rule->dialect)) == &match[i])
            count_match(s, &match[i], m);
    const struct family *f = leading(s);
    const struct match *best = f ? best_of(match, count, f->root) : NULL;
    return best ? best : &match[0];
}

static bool is_answer(json_t *root)
{
    return json_object_get(root, "result") || json_object_get(root, "error");
}

static bool read_one(struct session *s, const struct message *m, json_t *root)
{
    struct said said = { .root = root, .http = m->http };
    json_t *id = json_object_get(root, "id");
    bool in_order = m->http && !m->http->is_request;

    enum event_kind answered = EVENT_NONE;
    if (is_answer(root) || (in_order && !root))
        answered = pending_take(&s->pending, m->side, id, in_order);

    struct match match[MATCHES_MOST];
    unsigned carried_by = m->http ? CARRIED_BY_HTTP : CARRIED_BY_LINES;
    size_t count = dialect_match(s->set, &said, answered, carried_by, match);
    if (count == 0)
        return false;

    const struct match *best = count_matches(s, match, count, m);
    take_facts(s, best->rule, &said);
    for (size_t i = 0; i < count; i++)
        if (&match[i] != best &&
            root_of(match[i].rule->dialect) == root_of(best->rule->dialect))
            take_facts(s, match[i].rule, &said);
    enum event_kind event = meaning_of(match, count, best)->rule->event;
    apply_event(s, event);
    if (answered == EVENT_NONE && (m->http || (id && !json_is_null(id))))
        pending_add(&s->pending, m->side, id, event);

    s->messages++;
    if (!s->first_ns)
        s->first_ns = m->origin.time_ns;
    s->last_ns = m->origin.time_ns;
    return true;
}

static bool has_evidence(const struct session *s)
{
    return s->messages > 0;
}

static json_t *read_json(struct session *s, struct view text)
{
    if (text.len == 0 || (!has_evidence(s) && !dialect_gate(s->set, text)))
        return NULL;
    bool repaired;
    json_t *root = json_read(text, &repaired);
    s->counters->messages_repaired += repaired;
    s->counters->messages_bad += !root;
    return root;
}

bool session_message(struct session *s, const struct message *m)
{
    json_t *root = read_json(s, m->text);
    if (!root && !m->http)
        return false;

    bool met = false;
    if (json_is_array(root)) {
        size_t size = json_array_size(root);
        for (size_t i = 0; i < size && i < BATCH_MOST; i++)
            met |= read_one(s, m, json_array_get(root, i));
    } else {
        met = read_one(s, m, root);
    }
    json_decref(root);
    return met;
}

bool session_is_worth(const struct dialect_set *set, const struct message *m)
{
    if (m->text.len && dialect_gate(set, m->text))
        return true;
    struct said said = { .http = m->http };
    struct match match[MATCHES_MOST];
    return m->http && dialect_match(set, &said, EVENT_NONE, CARRIED_BY_HTTP, match) > 0;
}

/* ---- description ---------------------------------------------------------- */

static struct mw_text text_of(struct view v)
{
    return (struct mw_text){ (const char *)v.at, v.len };
}

static void describe_evidence(struct session *s, struct mw_mining *out)
{
    const struct family *f = leading(s);
    size_t n = 0;
    for (size_t i = 0; i < s->kept_count && n < MW_EVIDENCE_MOST; i++)
        if (s->kept[i].family == f)
            s->evidence[n++] = (struct mw_evidence){ s->kept[i].rule->what, s->kept[i].origin };
    out->evidence = s->evidence;
    out->evidence_count = n;
}

static void describe_identity(struct session *s, const struct dialect *d, struct mw_mining *out)
{
    struct view login = fact_view(&s->fact[FACT_LOGIN]);
    struct view password = fact_view(&s->fact[FACT_PASSWORD]);
    struct identity id = identity_of(&s->set->lexicon, login, fact_view(&s->fact[FACT_WORKER]),
                                     password, d->worker_from_password);
    if (s->fact[FACT_WALLET].len)
        id.wallet = fact_view(&s->fact[FACT_WALLET]);
    const char *coin = id.coin ? id.coin : d->coin;
    out->login = text_of(login);
    out->wallet = text_of(id.wallet);
    out->worker = text_of(id.worker);
    out->password = text_of(password);
    out->agent = text_of(fact_view(&s->fact[FACT_AGENT]));
    out->coin = coin ? text_of(view_of(coin)) : (struct mw_text){ 0 };
    out->login_is_credential = d->login_is_credential;
    for (size_t i = 0; i < s->algorithm_count; i++)
        out->algorithm[i] = text_of(fact_view(&s->algorithm[i]));
    out->algorithm_count = s->algorithm_count;
}

void session_describe(struct session *s, struct mw_mining *out)
{
    const struct dialect *d = session_dialect(s);
    if (!d)
        return;
    out->dialect = d->name;
    out->state = session_state(s);
    out->confidence = session_confidence(s);
    out->pool_host = text_of(fact_view(&s->fact[FACT_POOL_HOST]));
    out->session = text_of(fact_view(&s->fact[FACT_SESSION]));
    out->job = text_of(fact_view(&s->fact[FACT_JOB]));
    out->difficulty = text_of(fact_view(&s->fact[FACT_DIFFICULTY]));
    out->target = text_of(fact_view(&s->fact[FACT_TARGET]));
    out->height = text_of(fact_view(&s->fact[FACT_HEIGHT]));
    describe_identity(s, d, out);
    describe_evidence(s, out);
    out->first_seen_ns = s->first_ns;
    out->last_seen_ns = s->last_ns;
    out->messages = s->messages;
    out->shares_submitted = s->submitted;
    out->shares_accepted = s->share_accepted;
    out->shares_rejected = s->share_refused;
}
