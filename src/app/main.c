/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main - the program, as a list of steps in their order
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "app/clock.h"
#include "app/log.h"
#include "app/places.h"
#include "app/run.h"
#include "app/signals.h"

#define STATUS_WRONG 2

static int say_wrong(const struct error *e)
{
    log_error(e);
    log_line(LOG_FAILURE, "see minewatch --help");
    return STATUS_WRONG;
}

static bool check_filter(const struct settings *s, struct errors *errors)
{
    struct error e = { 0 };
    if (!s->filter[0] || capture_filter_check(s->filter, &e))
        return true;
    errors_add(errors, NULL, 0, 0, "%s", e.what);
    return false;
}

/* The configuration first, then the command line over it. */
static bool read_settings(const struct options *o, struct settings *s)
{
    char place[PLACE_SIZE];
    struct errors errors = { 0 };
    const char *config = o->config;
    if (!config && place_of_config(place, sizeof place))
        config = place;
    bool good = !config || settings_read(s, config, &errors);
    good &= options_apply(o, s, &errors);
    good &= check_filter(s, &errors);
    log_errors(&errors);
    errors_done(&errors);
    return good;
}

static void add_error(const struct mw_error *e, void *ctx)
{
    errors_add(ctx, e->file, e->line, e->column, "%s", e->what);
}

struct mw_rules *load_rules(const struct settings *s)
{
    char place[PLACE_SIZE];
    const char *fallback = place;
    const char *const *paths = (const char *const *)s->signatures.at;
    size_t count = s->signatures.count;
    if (count == 0) {
        place_of_signatures(place, sizeof place);
        paths = &fallback;
        count = 1;
    }
    struct errors errors = { 0 };
    struct mw_rules *rules = mw_rules_load(paths, count, add_error, &errors);
    log_errors(&errors);
    errors_done(&errors);
    return rules;
}

static bool reload_rules(struct run *run, const struct settings *s)
{
    struct mw_rules *rules = load_rules(s);
    if (!rules) {
        log_line(LOG_FAILURE, "the signatures are wrong: those loaded before stay in use");
        return false;
    }
    log_line(LOG_INFO, "signatures loaded: %s", mw_rules_summary(rules));
    chain_set_rules(run->chain, rules);
    return true;
}

/* Of the configuration, only where signatures are can change while flows and sessions
 * go on; but all of it is checked, so that a mistake shows now and not at the next start. */
static void reload_all(struct run *run)
{
    struct settings fresh;
    if (!settings_init(&fresh))
        log_line(LOG_FAILURE, "no memory to read the configuration again");
    else if (!read_settings(run->options, &fresh))
        log_line(LOG_FAILURE, "the configuration is wrong: nothing is changed");
    else if (reload_rules(run, &fresh)) {
        struct texts before = run->settings->signatures;
        run->settings->signatures = fresh.signatures;
        fresh.signatures = before;
    }
    settings_done(&fresh);
}

bool obey_signals(struct run *run)
{
    unsigned wishes = signals_take();
    if (wishes & WISH_RELOAD) {
        chain_reopen(run->chain);
        reload_all(run);
    } else if (wishes & WISH_RULES) {
        reload_rules(run, run->settings);
    }
    if (wishes & WISH_STATS)
        chain_write_stats(run->chain, run->chain->last_ns);
    return wishes & WISH_STOP;
}

static void print_version(const struct mw_rules *rules)
{
    printf("minewatch %s, record schema %s\n%s\nlibmaxminddb %s\nsignatures: %s\n",
           mw_version(), RECORD_SCHEMA_VERSION, capture_versions(), enrich_version(),
           rules ? mw_rules_summary(rules) : "not loaded");
}

/* Live, nobody outside may aim at one place of the flow table; a replay is to be the
 * same each time. */
static void key_flow_table(struct settings *s)
{
    if (s->interfaces.count && !s->limits.flow_random &&
        getrandom(&s->limits.flow_random, sizeof s->limits.flow_random, 0) == -1)
        log_line(LOG_FAILURE, "no random key for the flow table");
}

static int watch_or_replay(const struct options *o, struct settings *s, struct mw_rules *rules)
{
    struct chain chain;
    struct run run = {
        .options = o, .settings = s, .chain = &chain, .start_ns = clock_steady()
    };
    key_flow_table(s);
    run.status = chain_init(&chain, s, rules);
    if (run.status == 0) {
        signals_init();
        if (o->path_count)
            replay(&run);
        else
            watch_live(&run);
        summary(&run);
    }
    struct ledger_stats stats;
    chain_ledger_stats(&chain, &stats);
    chain_done(&chain);
    if (run.status == 0 && chain.failed)
        run.status = 1;
    if (run.status == 0 && (stats.alerts || stats.suppressed))
        run.status = o->alert_status;
    return run.status;
}

static int run_with(const struct options *o, struct settings *s)
{
    if (!read_settings(o, s))
        return STATUS_WRONG;
    struct mw_rules *rules = load_rules(s);
    if (o->version)
        print_version(rules);
    if (o->version || o->test || !rules) {
        if (o->test && rules)
            log_line(LOG_SUMMARY, "configuration and signatures are right: %s",
                     mw_rules_summary(rules));
        mw_rules_free(rules);
        return rules ? 0 : STATUS_WRONG;
    }
    if (!o->path_count && !s->interfaces.count) {
        options_usage(stderr);
        mw_rules_free(rules);
        return STATUS_WRONG;
    }
    return watch_or_replay(o, s, rules);
}

int main(int argc, char **argv)
{
    struct options options;
    struct settings settings;
    struct error e = { 0 };
    int status = STATUS_WRONG;
    if (!options_read(&options, argc, argv, &e)) {
        status = say_wrong(&e);
    } else if (options.help) {
        options_help(stdout);
        status = 0;
    } else if (settings_init(&settings)) {
        log_set_level(options.quiet ? LOG_FAILURE : LOG_SUMMARY + (int)options.verbose);
        status = run_with(&options, &settings);
        settings_done(&settings);
    }
    options_done(&options);
    return status;
}
