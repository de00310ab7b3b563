/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dialect - front door of the room where a message gets a meaning
 *
 * A dialect is data: rules that say which messages a family of miners and pools
 * uses, what each means (its event), how much it proves, and where login, worker
 * and other facts stand in it. A relative extends its base: it has all rules of
 * the base and some of its own; those with `mark` tell it from the base.
 *
 * A set is all dialects together, compiled, never changed afterwards. A message
 * meets the few rules that its method or shape could fit, found in an index.
 */
#ifndef DIALECT_DIALECT_H
#define DIALECT_DIALECT_H

#include "carrier/carrier.h"
#include "dialect/lexicon.h"
#include "dialect/test.h"
#include "dialect/words.h"

enum role { ROLE_EITHER, ROLE_MINER, ROLE_POOL };

/* What a message means. EVENT(id, "word in dialect files", "meaning") */
#define EVENTS(EVENT)                                                                          \
    EVENT(NOTICE, "notice", "part of the dialect, without further meaning")                    \
    EVENT(SUBSCRIBE, "subscribe", "the miner opens a session")                                 \
    EVENT(LOGIN, "login", "the miner says who it is")                                          \
    EVENT(ACCEPTED, "accepted", "the pool took the login")                                     \
    EVENT(REFUSED, "refused", "the pool refused the login")                                    \
    EVENT(GET_WORK, "get-work", "the miner asks for work")                                     \
    EVENT(WORK, "work", "the pool sends work")                                                 \
    EVENT(SHARE, "share", "the miner sends a share")                                           \
    EVENT(SHARE_ACCEPTED, "share-accepted", "the pool took the share")                         \
    EVENT(SHARE_REFUSED, "share-refused", "the pool refused the share")

enum event_kind {
    EVENT_NONE,
#define EVENT(id, word, meaning) EVENT_##id,
    EVENTS(EVENT)
#undef EVENT
        EVENT_COUNT
};

/* What a message tells. FACT(id, "word in dialect files", "meaning") */
#define FACTS(FACT)                                                                            \
    FACT(LOGIN, "login", "login as sent")                                                      \
    FACT(WALLET, "wallet", "a coin's address that is not the login")                           \
    FACT(WORKER, "worker", "the dialect's own field for the rig's name")                       \
    FACT(PASSWORD, "password", "password as sent")                                             \
    FACT(AGENT, "agent", "what the miner calls itself")                                        \
    FACT(ALGORITHM, "algorithm", "algorithms offered or chosen")                               \
    FACT(POOL_HOST, "pool-host", "the pool's name as the miner gives it")                      \
    FACT(SESSION, "session", "the pool's name for the session")                                \
    FACT(JOB, "job", "name of the work last sent")                                             \
    FACT(DIFFICULTY, "difficulty", "difficulty of shares")                                     \
    FACT(TARGET, "target", "the same as a target")                                             \
    FACT(HEIGHT, "height", "height of the block worked on")

enum fact {
#define FACT(id, word, meaning) FACT_##id,
    FACTS(FACT)
#undef FACT
        FACT_COUNT
};

extern const char *const role_words[];  /* by enum role: "either", "miner", "pool" */
extern const char *const event_words[]; /* by enum event_kind; [0] is NULL */
extern const char *const fact_words[];  /* by enum fact */

#define CARRIED_BY_LINES 0x01
#define CARRIED_BY_HTTP  0x02

struct taking {
    enum fact fact;
    struct path path;
};

struct boost {
    struct clause when;
    double proof;
};

struct rule {
    const struct dialect *dialect;
    char *what; /* owned: the words of evidence */
    enum role from;
    enum event_kind event;
    double proof;     /* 0 to 1: how sure a message that fits makes one */
    unsigned mark;    /* tells a relative from its base, the more the surer; 0: it doesn't */
    unsigned answers; /* bits 1 << event_kind of requests that it may answer; 0: none */
    char **methods;   /* owned; a final * stands for any rest */
    size_t method_count;
    struct clause when;
    struct clause *any_of; /* owned; one of them holds, when there are some */
    size_t any_count;
    struct boost *boosts; /* owned */
    size_t boost_count;
    struct taking *takes; /* owned; of several for one fact the first that is there counts */
    size_t take_count;
    bool reads_http; /* a condition looks at the HTTP head */
};

struct dialect {
    char *name;                 /* owned: the word in mining.dialect */
    char *title;                /* owned */
    char *method_at;            /* owned: the top-level key that names a message; "method" */
    char *coin;                 /* owned; NULL: several */
    const struct dialect *base; /* NULL: it is nobody's relative */
    bool has_relatives;
    bool anonymous;            /* its miners never log in */
    bool worker_from_password; /* where the dialect says so */
    bool login_is_credential;  /* HTTP Basic */
    unsigned carried_by;
    struct rule *rules; /* owned */
    size_t rule_count;
};

struct indexed {
    const char *method; /* borrowed from the rule */
    const struct rule *rule;
};

struct dialect_set {
    struct lexicon lexicon;
    struct dialect **dialects; /* owned, each */
    size_t count;
    /* made by dialect_set_index */
    struct indexed *by_method; /* sorted by method */
    size_t by_method_count;
    const struct rule **by_glob; /* methods with a final * */
    size_t by_glob_count;
    const struct rule **by_shape; /* rules without method */
    size_t by_shape_count;
    const struct rule **by_head; /* of these, what an HTTP head alone may fit */
    size_t by_head_count;
    const char **method_keys; /* owned array, of borrowed texts */
    size_t method_key_count;
    struct word_set *words;
    word_bits
        *needs; /* each: words that some rule can't do without; any of them opens the gate */
    size_t need_count;
};

/* Of a dialect under construction or of a set: half-made ones are fine. */
void dialect_free(struct dialect *d);
void dialect_set_done(struct dialect_set *set);
const struct dialect *dialect_find(const struct dialect_set *set, const char *name);
/* Make the index once all dialects are in place. False: no memory. */
bool dialect_set_index(struct dialect_set *set) MUST_USE;

/* The cheap no: false where the JSON text lacks words that every rule needs. Asked
 * before a text is parsed in a flow that has shown nothing yet. */
bool dialect_gate(const struct dialect_set *set, struct view text);

struct match {
    const struct rule *rule;
    double proof; /* of this message: the rule's, or the strongest boost's */
};

#define MATCHES_MOST 16

/*
 * The rules that a message fits. `answered` is what kind of request it answers,
 * EVENT_NONE if it isn't known to answer one; `carried_by` one CARRIED_BY_ bit.
 * At most MATCHES_MOST; returns how many.
 */
size_t dialect_match(const struct dialect_set *set, struct said *said, enum event_kind answered,
                     unsigned carried_by, struct match match[MATCHES_MOST]);

#endif
