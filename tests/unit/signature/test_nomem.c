/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loading, with each allocation failing in turn: a mistake is told, nothing is lost.
 */
#include <check.h>
#include <stdlib.h>

#include "../../lib/nomem.h"
#include "../../lib/rules.h"

static char tiny[32], tinier[32];

static void setup(void)
{
    snprintf(tiny, sizeof tiny, "/tmp/nomemaXXXXXX");
    snprintf(tinier, sizeof tinier, "/tmp/nomembXXXXXX");
    rules_write(tiny, RULES_TINY "agents:\n  - { product: P, matches: 'p' }\n");
    rules_write(tinier, RULES_TINIER);
}

static void teardown(void)
{
    unlink(tiny);
    unlink(tinier);
}

static void on_error(const struct mw_error *e, void *ctx)
{
    (void)e;
    ++*(size_t *)ctx;
}

/* How much there is of everything that a rule set holds. */
static size_t weight_of(const struct mw_rules *rules)
{
    const struct lexicon *l = &rules->set.lexicon;
    size_t weight = l->address_count + l->agent_count + rules->alert_count;
    for (size_t i = 0; i < l->address_count; i++)
        weight += strlen(l->address[i].coin);
    for (size_t i = 0; i < rules->alert_count; i++)
        weight += strlen(rules->alerts[i].category) + strlen(rules->alerts[i].signature);
    for (size_t i = 0; i < rules->set.count; i++) {
        const struct dialect *d = rules->set.dialects[i];
        weight += strlen(d->name) + strlen(d->title) + strlen(d->method_at);
        for (size_t k = 0; k < d->rule_count; k++) {
            const struct rule *r = &d->rules[k];
            weight += strlen(r->what) + r->method_count + r->when.count + r->any_count +
                      r->boost_count + r->take_count;
        }
    }
    return weight;
}

START_TEST(without_memory_nothing_is_loaded_and_it_is_said)
{
    const char *const paths[] = { tiny, tinier };
    size_t told = 0;
    struct mw_rules *all = mw_rules_load(paths, 2, on_error, &told);
    ck_assert(all && told == 0);
    size_t weight = weight_of(all);
    mw_rules_free(all);
    nomem_failed = true;
    for (long n = 0; nomem_failed; n++) {
        nomem_after(n, _i == 1);
        told = 0;
        struct mw_rules *rules = mw_rules_load(paths, 2, on_error, &told);
        nomem_never();
        /* Some memory is only for speed: then nothing may be missing. */
        ck_assert_msg(!rules || (told == 0 && weight_of(rules) == weight), "allocation %ld", n);
        mw_rules_free(rules);
        ck_assert_msg(!nomem_failed || nomem_live == 0, "allocation %ld: %ld blocks left", n,
                      nomem_live);
        ck_assert_int_lt(n, 100000);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("nomem");
    TCase *t = tcase_create("nomem");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, without_memory_nothing_is_loaded_and_it_is_said, 0, 2);
    tcase_set_timeout(t, 60);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
