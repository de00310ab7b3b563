/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/output.h"

static char folder[] = "/tmp/minewatch-test-XXXXXX";
static char path[256], moved[256];
static const struct output_settings plain = { 0 };
static struct error e;

static void setup(void)
{
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/eve.json", folder);
    snprintf(moved, sizeof moved, "%s/eve.json.1", folder);
    e = (struct error){ 0 };
}

static void teardown(void)
{
    unlink(path);
    unlink(moved);
    rmdir(folder);
}

static const char *content(const char *of)
{
    static char text[4096];
    FILE *f = fopen(of, "r");
    size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
    text[n] = 0;
    if (f)
        fclose(f);
    return text;
}

static struct output *open_at(const char *form)
{
    char spec[300];
    snprintf(spec, sizeof spec, "%s:%s", form, path);
    struct output *o = output_open(spec, &plain, &e);
    ck_assert_msg(o != NULL, "%s", e.what);
    return o;
}

static bool write_worker(struct output *o, const char *worker)
{
    struct record *r = record_new();
    record_cstr(r, FIELD_event_type, "alert");
    record_cstr(r, FIELD_worker, worker);
    bool written = output_write(o, r, &e);
    record_free(r);
    return written;
}

#define LINE(worker) "{\"event_type\":\"alert\",\"mining\":{\"worker\":\"" worker "\"}}\n"

START_TEST(formats_are_named)
{
    ck_assert_str_eq(output_formats(), "table, json");
}
END_TEST

START_TEST(an_unknown_format_is_refused_and_the_known_are_named)
{
    ck_assert_ptr_null(output_open("xml:-", &plain, &e));
    ck_assert_str_eq(e.what, "unknown output format \"xml\"; known are table, json");
    ck_assert_ptr_null(output_open("", &plain, &e));
    ck_assert_ptr_null(output_open("jsonx", &plain, &e));
}
END_TEST

START_TEST(an_unknown_target_is_refused)
{
    ck_assert_ptr_null(output_open("json:syslog+tcp://host:601", &plain, &e));
    ck_assert_str_eq(e.what, "unknown output target \"syslog+tcp://\"; known are files and -");
}
END_TEST

START_TEST(standard_output_is_the_default)
{
    static const char *const specs[] = { "json", "json:", "json:-", "table", "table:-" };
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        struct output *o = output_open(specs[i], &plain, &e);
        ck_assert_ptr_nonnull(o);
        ck_assert(output_reopen(o, &e));
        ck_assert(output_close(o, &e));
    }
    ck_assert_int_ne(fcntl(STDOUT_FILENO, F_GETFD), -1);
}
END_TEST

START_TEST(a_record_is_there_at_once)
{
    struct output *o = open_at("json");
    ck_assert(write_worker(o, "a"));
    ck_assert_str_eq(content(path), LINE("a"));
    ck_assert(write_worker(o, "b"));
    ck_assert_str_eq(content(path), LINE("a") LINE("b"));
    ck_assert(output_flush(o, &e));
    ck_assert(output_close(o, &e));
}
END_TEST

START_TEST(a_file_that_was_there_grows)
{
    struct output *o = open_at("json");
    ck_assert(write_worker(o, "a"));
    ck_assert(output_close(o, &e));
    o = open_at("json");
    ck_assert(write_worker(o, "b"));
    ck_assert(output_close(o, &e));

    ck_assert_str_eq(content(path), LINE("a") LINE("b"));
    struct stat st;
    ck_assert_int_eq(stat(path, &st), 0);
    ck_assert_int_eq(st.st_mode & 007, 0);
}
END_TEST

START_TEST(a_file_that_was_renamed_is_opened_anew)
{
    struct output *o = open_at("json");
    ck_assert(write_worker(o, "a"));
    ck_assert_int_eq(rename(path, moved), 0);
    ck_assert(write_worker(o, "b"));
    ck_assert(output_reopen(o, &e));
    ck_assert(write_worker(o, "c"));
    ck_assert(output_close(o, &e));

    ck_assert_str_eq(content(moved), LINE("a") LINE("b"));
    ck_assert_str_eq(content(path), LINE("c"));
}
END_TEST

START_TEST(a_table_in_a_new_file_has_its_header_again)
{
    struct output *o = open_at("table");
    ck_assert(write_worker(o, "a"));
    ck_assert_int_eq(rename(path, moved), 0);
    ck_assert(output_reopen(o, &e));
    ck_assert(write_worker(o, "b"));
    ck_assert(output_close(o, &e));

    ck_assert(strncmp(content(moved), "TIME", 4) == 0);
    ck_assert(strncmp(content(path), "TIME", 4) == 0);
}
END_TEST

START_TEST(what_can_not_be_opened_again_is_written_on)
{
    struct output *o = open_at("json");
    ck_assert_int_eq(rename(path, moved), 0);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    ck_assert(!output_reopen(o, &e));
    ck_assert_str_eq(e.file, path);
    ck_assert_int_eq(rmdir(path), 0);
    ck_assert(write_worker(o, "a"));
    ck_assert(output_close(o, &e));

    ck_assert_str_eq(content(moved), LINE("a"));
}
END_TEST

START_TEST(a_url_of_a_file_is_a_file)
{
    char spec[300];
    snprintf(spec, sizeof spec, "json:file://%s", path);
    struct output *o = output_open(spec, &plain, &e);
    ck_assert_ptr_nonnull(o);
    ck_assert(write_worker(o, "a"));
    ck_assert(output_close(o, &e));

    ck_assert_str_eq(content(path), LINE("a"));
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_named)
{
    ck_assert_ptr_null(output_open("json:/nowhere/at/all.json", &plain, &e));
    ck_assert_str_eq(e.file, "/nowhere/at/all.json");
    ck_assert_str_eq(e.what, "can't be opened for writing: No such file or directory");
}
END_TEST

START_TEST(a_full_disk_is_said_once)
{
    if (access("/dev/full", W_OK) == -1)
        return;
    struct output *o = output_open("json:/dev/full", &plain, &e);
    ck_assert_ptr_nonnull(o);
    ck_assert(!write_worker(o, "a"));
    ck_assert_str_eq(e.file, "/dev/full");
    ck_assert_str_eq(e.what, "can't be written: No space left on device");
    ck_assert(!write_worker(o, "b"));
    ck_assert_str_eq(e.what, "");
    ck_assert(output_close(o, &e));
}
END_TEST

/* A limit on the size of files tears a line as a full disk does. */
START_TEST(a_line_that_was_torn_is_finished_when_there_is_room)
{
    signal(SIGXFSZ, SIG_IGN);
    struct output *o = open_at("json");
    ck_assert(write_worker(o, "a"));
    struct rlimit all, few;
    getrlimit(RLIMIT_FSIZE, &all);
    few = (struct rlimit){ strlen(LINE("a")) + 10, all.rlim_max };
    setrlimit(RLIMIT_FSIZE, &few);
    ck_assert(!write_worker(o, "b"));
    ck_assert_uint_gt(strlen(e.what), 0);
    ck_assert(!write_worker(o, "lost"));
    ck_assert_str_eq(e.what, "");
    setrlimit(RLIMIT_FSIZE, &all);
    ck_assert(write_worker(o, "c"));
    ck_assert(output_close(o, &e));

    ck_assert_str_eq(content(path), LINE("a") LINE("b") LINE("c"));
}
END_TEST

START_TEST(a_broken_pipe_is_an_error_like_others)
{
    signal(SIGPIPE, SIG_IGN);
    int ends[2], before = dup(STDOUT_FILENO);
    ck_assert_int_eq(pipe(ends), 0);
    fflush(stdout);
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    struct output *o = output_open("json", &plain, &e);
    bool written = write_worker(o, "a");
    output_close(o, NULL);
    dup2(before, STDOUT_FILENO);
    close(before);

    ck_assert(!written);
    ck_assert_str_eq(e.file, "standard output");
    ck_assert_str_eq(e.what, "can't be written: Broken pipe");
}
END_TEST

START_TEST(closing_nothing_is_fine)
{
    ck_assert(output_close(NULL, &e));
}
END_TEST

int main(void)
{
    Suite *s = suite_create("output");
    TCase *t = tcase_create("output");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, formats_are_named);
    tcase_add_test(t, an_unknown_format_is_refused_and_the_known_are_named);
    tcase_add_test(t, an_unknown_target_is_refused);
    tcase_add_test(t, standard_output_is_the_default);
    tcase_add_test(t, a_record_is_there_at_once);
    tcase_add_test(t, a_file_that_was_there_grows);
    tcase_add_test(t, a_file_that_was_renamed_is_opened_anew);
    tcase_add_test(t, a_table_in_a_new_file_has_its_header_again);
    tcase_add_test(t, what_can_not_be_opened_again_is_written_on);
    tcase_add_test(t, a_url_of_a_file_is_a_file);
    tcase_add_test(t, a_folder_that_is_not_there_is_named);
    tcase_add_test(t, a_full_disk_is_said_once);
    tcase_add_test(t, a_line_that_was_torn_is_finished_when_there_is_room);
    tcase_add_test(t, a_broken_pipe_is_an_error_like_others);
    tcase_add_test(t, closing_nothing_is_fine);
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
