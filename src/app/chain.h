/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chain - engine, ledger, databases and outputs, linked: frames in, lines out
 *
 * What replay and live have in common. Made whole before the first packet;
 * whatever fails later is said once, noted in `failed`, and the rest goes on.
 */
#ifndef APP_CHAIN_H
#define APP_CHAIN_H

#include "app/progress.h"
#include "app/settings.h"
#include "capture/capture.h"
#include "enrich/enrich.h"
#include "output/output.h"
#include "record/ledger.h"

#define CHAIN_RETIRED_MOST 8

/* Where frames with a source's number come from. */
struct source {
    const char *path;      /* of a file, as given; NULL: live */
    const char *interface; /* live */
};

struct chain {
    const struct settings *settings; /* borrowed */
    char host[256];
    struct mw_rules *rules;                       /* owned */
    struct mw_rules *retired[CHAIN_RETIRED_MOST]; /* owned: replaced, but still in use */
    size_t retired_count;
    struct mw_engine *engine; /* owned */
    struct ledger *ledger;    /* owned */
    struct enrich *enrich;    /* owned; NULL: no databases */
    struct output **outputs;  /* owned, as each of them */
    size_t output_count;

    const struct source *sources; /* borrowed */
    size_t source_count;
    const struct mw_frame *frame; /* borrowed: the one in the engine now, NULL: none */
    struct capture *capture;      /* borrowed: where it came from */

    int64_t first_ns, last_ns; /* of packets; 0: none yet */
    int64_t tick_ns;           /* when the slow things are looked at again */
    int64_t stats_due_ns;
    struct capture_stats captured; /* of all sources, as stats records tell it */
    struct counters past;          /* of engines that are gone */
    struct ledger_stats past_ledger;
    bool unflushed;            /* something was written since the last flush */
    bool failed;               /* something could not be written */
    struct progress *progress; /* borrowed; NULL: none */
};

/* Says what is wrong, and returns the exit status: 0, 1 or 2. chain_done is due in
 * any case. Takes the rules. */
int chain_init(struct chain *c, const struct settings *settings, struct mw_rules *rules);
void chain_done(struct chain *c);

/* A frame of sources[frame->source]. */
void chain_frame(struct chain *c, struct capture *capture, const struct mw_frame *frame);
/* Live: this time is over, with or without packets. */
void chain_advance(struct chain *c, int64_t now_ns);
void chain_flush(struct chain *c);
/* Everything that is open ends here and is written. */
void chain_finish(struct chain *c);
/* The same, and begin afresh: per-file. False: no memory. */
bool chain_restart(struct chain *c);
void chain_reopen(struct chain *c);
/* Takes the rules; the old ones go when no flow needs them any more. */
void chain_set_rules(struct chain *c, struct mw_rules *rules);
void chain_write_stats(struct chain *c, int64_t now_ns);

void chain_counters(const struct chain *c, struct counters *out);
void chain_ledger_stats(const struct chain *c, struct ledger_stats *out);

#endif
