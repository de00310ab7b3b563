/* SPDX-License-Identifier: Apache-2.0 */
#include "app/settings.h"

#include <check.h>
#include <stdio.h>
#include <unistd.h>

static struct settings settings;
static struct errors errors;
static char path[64];

static void prepare(void)
{
    ck_assert(settings_init(&settings));
}

static void clear(void)
{
    settings_done(&settings);
    errors_done(&errors);
}

static bool read_text(const char *text)
{
    snprintf(path, sizeof path, "/tmp/test_settings.%d.yaml", (int)getpid());
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    bool good = settings_read(&settings, path, &errors);
    unlink(path);
    return good;
}

static bool set(const char *key, const char *value)
{
    return settings_set(&settings, "set", key, value, false, &errors);
}

/* Error i stands at this place and says this. */
static void assert_error(size_t i, unsigned line, unsigned column, const char *what)
{
    ck_assert_uint_gt(errors.count, i);
    ck_assert_str_eq(errors.list[i].what, what);
    ck_assert_uint_eq(errors.list[i].line, line);
    ck_assert_uint_eq(errors.list[i].column, column);
    ck_assert_str_eq(errors.list[i].file, line ? path : "");
}

START_TEST(defaults_are_those_of_the_tables)
{
    struct limits limits = limits_default();
    ck_assert_mem_eq(&settings.limits, &limits, sizeof limits);
    ck_assert_uint_eq(settings.suppress_s, 3600);
    ck_assert_uint_eq(settings.session_linger_s, 60);
    ck_assert_uint_eq(settings.capture_buffer, 64 * 1024 * 1024);
    ck_assert(settings.accounts && settings.promiscuous);
    ck_assert(!settings.per_file && !settings.show_passwords);
    ck_assert_uint_eq(settings.outputs.count, 1);
    ck_assert_str_eq(settings.outputs.at[0], "table");
}
END_TEST

START_TEST(every_row_takes_its_own_default)
{
    const struct setting *row;
    size_t count = 0;
    for (; (row = setting_at(count)); count++) {
        ck_assert_ptr_eq(setting_find(row->key), row);
        ck_assert_msg(set(row->key, row->fallback), "%s", row->key);
    }
    ck_assert_uint_gt(count, limit_row_count);
    ck_assert_uint_eq(errors.count, 0);
}
END_TEST

START_TEST(a_file_may_give_every_kind_of_value)
{
    ck_assert(read_text("suppress: 90s\n"
                        "per-file: yes\n"
                        "checksums: all\n"
                        "host: sensor 1\n"
                        "outputs: [json, 'table:-']\n"
                        "interfaces:\n  - eth0\n"
                        "capture: {buffer: 1MiB, timeout: 20ms, promiscuous: false}\n"
                        "flow: {max: 2048, timeout: 10m}\n"
                        "stream: {memory: 1MiB}\n"
                        "alert-wait: 2s\n"));
    ck_assert_uint_eq(settings.suppress_s, 90);
    ck_assert(settings.per_file);
    ck_assert_uint_eq(settings.limits.checksums, 1);
    ck_assert_str_eq(settings.host, "sensor 1");
    ck_assert_uint_eq(settings.outputs.count, 2);
    ck_assert_str_eq(settings.outputs.at[1], "table:-");
    ck_assert_str_eq(settings.interfaces.at[0], "eth0");
    ck_assert_uint_eq(settings.capture_buffer, 1024 * 1024);
    ck_assert_uint_eq(settings.capture_timeout_ms, 20);
    ck_assert(!settings.promiscuous);
    ck_assert_uint_eq(settings.limits.flow_most, 2048);
    ck_assert_uint_eq(settings.limits.flow_idle, 600);
    ck_assert_uint_eq(settings.limits.stream_memory, 1024 * 1024);
    ck_assert_uint_eq(settings.limits.alert_wait, 2000);
}
END_TEST

START_TEST(all_mistakes_of_a_file_are_told_in_its_order)
{
    ck_assert(!read_text("nonsense: 1\n"
                         "suppress: soon\n"
                         "flow: {maximum: 1, max: 1}\n"
                         "stream: 5\n"
                         "checksums: some\n"
                         "accounts:\n"
                         "geoip: one.mmdb\n"
                         "outputs: [table, xml]\n"));

    ck_assert_uint_eq(errors.count, 9);
    assert_error(0, 1, 1, "unknown key \"nonsense\"");
    assert_error(1, 2, 11,
                 "suppress: expected seconds or a time such as 90s or 1h, from 0 to 31622400, "
                 "not \"soon\"");
    assert_error(2, 3, 8, "unknown key \"maximum\"");
    assert_error(3, 3, 25, "flow.max: expected a number from 1024 to 268435456, not \"1\"");
    assert_error(4, 4, 9, "expected a mapping, not \"5\"");
    assert_error(5, 5, 12, "checksums: expected none or all, not \"some\"");
    assert_error(6, 6, 10, "accounts: expected true or false, but there is no value");
    assert_error(7, 7, 8, "geoip: expected a list of texts, not \"one.mmdb\"");
    assert_error(8, 8, 18,
                 "outputs: expected FORMAT[:TARGET], with FORMAT one of table, json, "
                 "not \"xml\"");
}
END_TEST

START_TEST(a_key_is_nested_and_not_dotted_in_a_file)
{
    ck_assert(!read_text("flow.max: 2048\n"));
    assert_error(0, 1, 1, "unknown key \"flow.max\"");
}
END_TEST

START_TEST(a_limit_that_has_a_key_of_its_own_is_none)
{
    ck_assert_ptr_null(setting_find("decode.checksums"));
    ck_assert_ptr_nonnull(setting_find("checksums"));
}
END_TEST

START_TEST(the_command_line_uses_the_same_words)
{
    ck_assert(set("flow.max", "2048"));
    ck_assert_uint_eq(settings.limits.flow_most, 2048);
    ck_assert(!set("flow.max", "1"));
    ck_assert(!set("flow.most", "1"));
    ck_assert(!settings_set(&settings, "checksums", "checksums", "x", true, &errors));
    ck_assert_uint_eq(settings.limits.flow_most, 2048);
    assert_error(0, 0, 0,
                 "--set flow.max: expected a number from 1024 to 268435456, not \"1\"");
    assert_error(1, 0, 0, "--set: unknown key \"flow.most\"");
    assert_error(2, 0, 0, "--checksums: expected none or all, not \"x\"");
}
END_TEST

START_TEST(a_list_is_given_with_commas_or_item_by_item)
{
    ck_assert(set("signatures", "a,b"));
    ck_assert_uint_eq(settings.signatures.count, 2);
    ck_assert(settings_set(&settings, "signatures", "signatures", "c,d", true, &errors));
    ck_assert_uint_eq(settings.signatures.count, 3);
    ck_assert_str_eq(settings.signatures.at[2], "c,d");
    ck_assert(!set("signatures", "a,,b"));
    ck_assert_uint_eq(settings.signatures.count, 3);
    ck_assert(set("signatures", ""));
    ck_assert_uint_eq(settings.signatures.count, 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("app/settings");
    TCase *t = tcase_create("settings");
    tcase_add_checked_fixture(t, prepare, clear);
    tcase_add_test(t, defaults_are_those_of_the_tables);
    tcase_add_test(t, every_row_takes_its_own_default);
    tcase_add_test(t, a_file_may_give_every_kind_of_value);
    tcase_add_test(t, all_mistakes_of_a_file_are_told_in_its_order);
    tcase_add_test(t, a_key_is_nested_and_not_dotted_in_a_file);
    tcase_add_test(t, a_limit_that_has_a_key_of_its_own_is_none);
    tcase_add_test(t, the_command_line_uses_the_same_words);
    tcase_add_test(t, a_list_is_given_with_commas_or_item_by_item);
    suite_add_tcase(s, t);

    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
