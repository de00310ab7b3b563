/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the ledger to the line, with each allocation failing in turn.
 */
#include <check.h>
#include <stdlib.h>

#include "../../lib/nomem.h"
#include "../../lib/records.h"
#include "output/format.h"

static struct buf out;

static void write_both(const struct record *r, void *ctx)
{
    buf_clear(&out);
    (void)!format_json.write(NULL, r, &out);
    buf_clear(&out);
    if (ctx)
        (void)!format_table.write(ctx, r, &out);
}

static void one_run(unsigned columns)
{
    struct mw_mining m = mining_of(1);
    void *table = format_table.begin(&(struct output_settings){ true, columns });
    records_give(&m, write_both, table);
    free(table);
    buf_done(&out);
}

START_TEST(no_memory_costs_records_and_no_more)
{
    bool once = _i & 1;
    unsigned columns = _i & 2 ? 80 : 0;
    out = buf_with(1024 * 1024);
    one_run(columns); /* what the C library keeps for good, such as time zones */
    nomem_failed = true; /* without forks the loop before has left it false */
    for (long n = 0; nomem_failed; n++) {
        nomem_after(n, once);
        one_run(columns);
        nomem_never();
        ck_assert(!nomem_failed || nomem_live == 0);
        ck_assert_int_lt(n, 100000);
    }
}
END_TEST

int main(void)
{
    Suite *s = suite_create("nomem");
    TCase *t = tcase_create("nomem");
    tcase_add_loop_test(t, no_memory_costs_records_and_no_more, 0, 4);
    tcase_set_timeout(t, 60);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
