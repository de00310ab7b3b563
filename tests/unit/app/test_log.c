/* SPDX-License-Identifier: Apache-2.0 */
#include "app/log.h"

#include <check.h>
#include <stdio.h>
#include <unistd.h>

static char said[4096];

/* What one call writes to standard error. */
static const char *caught(const struct error *e)
{
    FILE *file = tmpfile();
    ck_assert_ptr_nonnull(file);
    int before = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    log_error(e);
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(file);
    said[fread(said, 1, sizeof said - 1, file)] = '\0';
    fclose(file);
    return said;
}

START_TEST(a_name_can_not_steer_the_terminal)
{
    struct error e;
    error_set(&e, "a\x1b]0;x\x07\n.pcap", 0, 0,
              "\xc2\x9b"
              "31m \xff \x7f caf\xc3\xa9");
    ck_assert_str_eq(caught(&e), "minewatch: a?]0;x??.pcap: ?31m ? ? caf\xc3\xa9\n");
}
END_TEST

START_TEST(a_place_is_told_with_its_line_and_column)
{
    struct error e;
    error_set(&e, "x.yaml", 3, 7, "wrong");
    ck_assert_str_eq(caught(&e), "minewatch: x.yaml:3:7: wrong\n");
}
END_TEST

START_TEST(levels_are_said_up_to_the_one_asked_for)
{
    log_set_level(LOG_FAILURE);
    ck_assert(log_has(LOG_FAILURE) && !log_has(LOG_SUMMARY));
    log_set_level(LOG_INFO);
    ck_assert(log_has(LOG_SUMMARY) && log_has(LOG_INFO) && !log_has(LOG_DETAIL));
}
END_TEST

int main(void)
{
    Suite *s = suite_create("app/log");
    TCase *t = tcase_create("log");
    tcase_add_test(t, a_name_can_not_steer_the_terminal);
    tcase_add_test(t, a_place_is_told_with_its_line_and_column);
    tcase_add_test(t, levels_are_said_up_to_the_one_asked_for);
    suite_add_tcase(s, t);

    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
