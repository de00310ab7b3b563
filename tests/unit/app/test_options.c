/* SPDX-License-Identifier: Apache-2.0 */
#include "app/options.h"

#include <check.h>

#define WORDS_MOST 16

static struct options options;
static struct settings settings;
static struct errors errors;
static struct error error;

static void prepare(void)
{
    ck_assert(settings_init(&settings));
}

static void clear(void)
{
    options_done(&options);
    settings_done(&settings);
    errors_done(&errors);
}

/* The words after the program's name, ended by NULL. */
static bool read_words(const char *const *words)
{
    static char name[] = "minewatch";
    char *argv[WORDS_MOST + 1] = { name };
    int argc = 1;
    for (; words[argc - 1]; argc++)
        argv[argc] = (char *)words[argc - 1];
    options_done(&options);
    return options_read(&options, argc, argv, &error);
}

#define READ(...) read_words((const char *const[]){ __VA_ARGS__, NULL })

static void assert_wrong(const char *what)
{
    ck_assert_str_eq(error.what, what);
}

START_TEST(an_option_has_two_names_and_several_ways_to_its_value)
{
    ck_assert(READ("-r", "a", "-rb", "--read", "c", "--read=d"));
    ck_assert_uint_eq(options.path_count, 4);
    ck_assert_str_eq(options.paths[0], "a");
    ck_assert_str_eq(options.paths[1], "b");
    ck_assert_str_eq(options.paths[2], "c");
    ck_assert_str_eq(options.paths[3], "d");
}
END_TEST

START_TEST(bare_words_are_captures_wherever_they_stand)
{
    ck_assert(READ("a", "-q", "-", "--", "-r", "--x"));
    ck_assert(options.quiet);
    ck_assert_uint_eq(options.path_count, 4);
    ck_assert_str_eq(options.paths[1], "-");
    ck_assert_str_eq(options.paths[2], "-r");
    ck_assert_str_eq(options.paths[3], "--x");
}
END_TEST

START_TEST(letters_may_stand_together)
{
    ck_assert(READ("-Tvvq", "-vra"));
    ck_assert(options.test && options.quiet);
    ck_assert_uint_eq(options.verbose, 3);
    ck_assert_str_eq(options.paths[0], "a");
}
END_TEST

START_TEST(what_is_unknown_or_misused_is_named)
{
    ck_assert(!READ("--sessions"));
    assert_wrong("unknown option \"--sessions\"");
    ck_assert(!READ("--rea", "x"));
    assert_wrong("unknown option \"--rea\"");
    ck_assert(!READ("-qw", "x"));
    assert_wrong("unknown option \"-w\"");
    ck_assert(!READ("-r"));
    assert_wrong("-r needs a value: FILE");
    ck_assert(!READ("--read"));
    assert_wrong("--read needs a value: FILE");
    ck_assert(!READ("--quiet=yes"));
    assert_wrong("--quiet takes no value");
    ck_assert(!READ("-j", "0"));
    assert_wrong("-j: expected a number from 1 to 1024, not \"0\"");
    ck_assert(!READ("--set", "suppress"));
    assert_wrong("--set: expected KEY=VALUE, not \"suppress\"");
    ck_assert(!READ("--exit-code-on-alert", "256"));
    ck_assert(!READ("-c", "a", "-c", "b"));
    ck_assert(!READ("-r", ""));
}
END_TEST

START_TEST(live_and_replay_do_not_go_together)
{
    ck_assert(!READ("-i", "eth0", "tcp"));
    ck_assert_ptr_nonnull(strstr(error.what, "a filter is given with -f"));
    ck_assert(READ("-i", "eth0", "-i", "eth1"));
}
END_TEST

START_TEST(what_the_command_line_says_goes_over_the_configuration)
{
    ck_assert(settings_set(&settings, "set", "outputs", "table:x,table:y", false, &errors));
    ck_assert(READ("-o", "json", "-o", "table", "--set", "suppress=0", "-s", "256", "-i", "lo",
                   "-k", "all", "--set", "filter=tcp[13] = 2"));
    ck_assert(options_apply(&options, &settings, &errors));

    ck_assert_uint_eq(settings.outputs.count, 2);
    ck_assert_str_eq(settings.outputs.at[0], "json");
    ck_assert_uint_eq(settings.suppress_s, 0);
    ck_assert_uint_eq(settings.snaplen, 256);
    ck_assert_uint_eq(settings.limits.checksums, 1);
    ck_assert_str_eq(settings.filter, "tcp[13] = 2");
    ck_assert_str_eq(settings.interfaces.at[0], "lo");
}
END_TEST

START_TEST(all_mistakes_of_a_command_line_are_told)
{
    ck_assert(READ("--set", "a=1", "-k", "x", "-o", "y", "a.pcap"));
    ck_assert(!options_apply(&options, &settings, &errors));
    ck_assert_uint_eq(errors.count, 3);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("app/options");
    TCase *t = tcase_create("options");
    tcase_add_checked_fixture(t, prepare, clear);
    tcase_add_test(t, an_option_has_two_names_and_several_ways_to_its_value);
    tcase_add_test(t, bare_words_are_captures_wherever_they_stand);
    tcase_add_test(t, letters_may_stand_together);
    tcase_add_test(t, what_is_unknown_or_misused_is_named);
    tcase_add_test(t, live_and_replay_do_not_go_together);
    tcase_add_test(t, what_the_command_line_says_goes_over_the_configuration);
    tcase_add_test(t, all_mistakes_of_a_command_line_are_told);
    suite_add_tcase(s, t);

    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
