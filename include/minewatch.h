/* SPDX-License-Identifier: Apache-2.0 */
/*
 * minewatch - passive detection of cryptocurrency mining in network traffic
 *
 * Load rules, make an engine, hand it frames in the order of their time, and it
 * calls back: an alert when a flow turns out to be mining, an account of each
 * alerted flow while it lasts and when it ends.
 *
 *     struct mw_rules *rules = mw_rules_load("signatures", &error);
 *     struct mw_engine *engine = mw_engine_new(rules);
 *     mw_engine_on_alert(engine, my_alert, my_context);
 *     while (my_next_frame(&frame))
 *         mw_engine_frame(engine, &frame);
 *     mw_engine_free(engine);
 *     mw_rules_free(rules);
 *
 * The library starts no thread, reads no clock and no environment, prints
 * nothing, and opens no file but the signatures that it is asked to load. Time
 * is the frames' time. Engines share nothing but rules, which never change: any
 * number of engines may run in one process, each in one thread at a time.
 *
 * Handles are made here and opaque. What a callback gets is borrowed until the
 * callback returns. Text from the wire is handed over as it came: it may hold
 * any byte, and whoever prints it escapes it for the place it goes to.
 */
#ifndef MINEWATCH_H
#define MINEWATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#    define MW_API __attribute__((visibility("default")))
#else
#    define MW_API
#endif

struct mw_rules;
struct mw_engine;

/* ---- rules ------------------------------------------------------------ */

/* One mistake in a signature file, and where it stands. */
struct mw_error {
    const char *file;
    unsigned line, column; /* from 1; 0: not known */
    const char *what;      /* one sentence without a full stop */
};

typedef void mw_error_fn(const struct mw_error *error, void *ctx);

/*
 * Load signature files; each path is a file or a folder, whose *.yaml and *.yml
 * are read in the order of their names. Every mistake of every file is told to
 * fn (may be NULL), and NULL returned if there was one. Free with mw_rules_free,
 * when no engine uses them any more.
 */
MW_API struct mw_rules *mw_rules_load(const char *const *paths, size_t count, mw_error_fn *fn,
                                      void *ctx);
MW_API void mw_rules_free(struct mw_rules *rules); /* NULL is fine */
/* How many dialects, alerts and so on were loaded, as a sentence. */
MW_API const char *mw_rules_summary(const struct mw_rules *rules);

/* ---- what comes out --------------------------------------------------- */

/* Bytes with a length, not ended by NUL; at is NULL when there are none. */
struct mw_text {
    const char *at;
    size_t len;
};

/* An address: 4 or 16 bytes in network order. */
struct mw_address {
    uint8_t byte[16];
    uint8_t len;
};

enum mw_state {
    MW_STATE_SEEN,     /* protocol messages of one side */
    MW_STATE_LOGIN,    /* a login or shares were sent */
    MW_STATE_ACCEPTED, /* the pool took the login or sent work */
    MW_STATE_WORKING,  /* a share was accepted */
    MW_STATE_REJECTED, /* the pool refused, and has accepted nothing since */
};

MW_API const char *mw_state_name(enum mw_state state);

/* A packet as whoever feeds the engine knows it. */
struct mw_origin {
    uint32_t source; /* as given in struct mw_frame */
    uint64_t number; /* of the packet within its source, from 1 */
    int64_t time_ns;
};

/* One thing that an alert rests on. */
struct mw_evidence {
    const char *what; /* a signature's words, such as "login request" */
    struct mw_origin origin;
};

#define MW_CARRIERS_MOST 8
#define MW_EVIDENCE_MOST 12
#define MW_VLANS_MOST    4
#define MW_ALGOS_MOST    40

/* All that is known of one flow that is mining. */
struct mw_mining {
    uint64_t flow_id; /* below 2^51; the same at each replay */

    /* Who: the miner, and the address its packets go to. */
    struct mw_address miner, pool;
    uint16_t miner_port, pool_port;
    uint8_t vlan_count;
    uint16_t vlan[MW_VLANS_MOST]; /* outermost first */
    bool has_mac;
    uint8_t miner_mac[6], pool_mac[6];
    const char *tunnel; /* innermost tunnel, such as "vxlan"; NULL: none */
    uint32_t tunnel_id;
    struct mw_address tunnel_src, tunnel_dst; /* len 0: none */
    char community_id[40];

    /* What. */
    const char *dialect;
    const char *carrier[MW_CARRIERS_MOST]; /* outermost first: "tcp", "socks5" … */
    size_t carrier_count;
    enum mw_state state;
    double confidence; /* 0 to 1 */
    const struct mw_evidence *evidence;
    size_t evidence_count;

    /* The pool as the client asked a proxy for it, or as it was named. */
    struct mw_text pool_host;
    uint16_t asked_port; /* 0: none was asked for */

    /* The miner, as far as the traffic shows it. */
    struct mw_text login, wallet, worker, password, agent, coin;
    struct mw_text algorithm[MW_ALGOS_MOST];
    size_t algorithm_count;
    bool login_is_credential; /* HTTP Basic: the password is a node's or pool's secret */

    /* The work, as last said; numbers in the dialect's own form. */
    struct mw_text session, job, difficulty, target, height;

    /* The account. */
    int64_t first_seen_ns, last_seen_ns; /* of mining messages */
    int64_t flow_start_ns, flow_end_ns;  /* of packets */
    uint64_t packets_to_pool, bytes_to_pool, packets_to_miner, bytes_to_miner;
    uint64_t messages;
    uint64_t shares_submitted, shares_accepted, shares_rejected;
};

/* A signature met a flow. */
struct mw_alert {
    uint32_t signature_id, revision;
    const char *signature, *category;
    uint8_t severity; /* 1 to 3 */
    const char *const *mitre;
    size_t mitre_count;
    struct mw_origin origin; /* the deciding packet */
    const struct mw_mining *mining;
};

/* What became of an alerted flow so far. */
struct mw_account {
    bool final;              /* the flow has ended */
    struct mw_origin origin; /* the packet at which this was written */
    const struct mw_mining *mining;
};

typedef void mw_alert_fn(const struct mw_alert *alert, void *ctx);
typedef void mw_account_fn(const struct mw_account *account, void *ctx);

/* ---- the engine ------------------------------------------------------- */

/* One captured frame. */
struct mw_frame {
    const uint8_t *data;
    uint32_t captured; /* bytes at data */
    uint32_t length;   /* bytes on the wire */
    int linktype;      /* LINKTYPE_ value, as in capture files */
    int64_t time_ns;
    uint64_t number;
    uint32_t source; /* file or interface, given back in origins */
};

enum mw_overlap {
    MW_OVERLAP_FIRST, /* what came first stays (BSD right, Windows) */
    MW_OVERLAP_LAST,  /* what came last wins */
    MW_OVERLAP_LINUX, /* first, but a segment that begins earlier wins */
};

enum mw_checksum { MW_CHECKSUM_NONE, MW_CHECKSUM_ALL };

/* Numbers that may be set before the first frame, by name; see minewatch.yaml(5).
 * False: no such name, or out of its range. */
MW_API bool mw_engine_set(struct mw_engine *engine, const char *name, uint64_t value);

MW_API struct mw_engine *mw_engine_new(const struct mw_rules *rules); /* NULL: no memory */
MW_API void mw_engine_on_alert(struct mw_engine *engine, mw_alert_fn *fn, void *ctx);
MW_API void mw_engine_on_account(struct mw_engine *engine, mw_account_fn *fn, void *ctx);
MW_API void mw_engine_frame(struct mw_engine *engine, const struct mw_frame *frame);
/* Time passes without packets, live: alerts that wait and flows that end go out. */
MW_API void mw_engine_advance(struct mw_engine *engine, int64_t now_ns);
/* All flows end here: the last alerts and accounts are reported. */
MW_API void mw_engine_finish(struct mw_engine *engine);
/* Flows begun from now on use these rules; the old ones may be freed when
 * mw_engine_uses says false. */
MW_API void mw_engine_set_rules(struct mw_engine *engine, const struct mw_rules *rules);
MW_API bool mw_engine_uses(const struct mw_engine *engine, const struct mw_rules *rules);
MW_API void mw_engine_free(struct mw_engine *engine); /* finishes first; NULL is fine */

typedef void mw_counter_fn(const char *name, uint64_t value, const char *meaning, void *ctx);
/* Every counter of the engine, by its name as in `stats` records. */
MW_API void mw_engine_counters(const struct mw_engine *engine, mw_counter_fn *fn, void *ctx);

MW_API const char *mw_version(void);

#ifdef __cplusplus
}
#endif

#endif
