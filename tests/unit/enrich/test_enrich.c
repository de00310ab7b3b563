/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Databases are made by tests/enrich/make-asn.pl, run from the top of the tree;
 * a real one is looked into where MW_TEST_COUNTRY_MMDB names it (tests/enrich/
 * fetch gets it). What can't be run is skipped, and said so.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/addr.h"
#include "enrich/enrich.h"

#define STATUS_NO_WAY 77
#define BASE_MOST     65536

/* libmaxminddb gives not all back that it read of a damaged database. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libmaxminddb";
}

static char folder[] = "/tmp/minewatch-mmdb-XXXXXX";
static const char *const names[] = { "asn", "country", "flat", "v4", "strange" };
#define NAMES (sizeof names / sizeof *names)

static const char *path_of(const char *name)
{
    static char path[NAMES][128];
    static size_t turn;
    turn = (turn + 1) % NAMES;
    snprintf(path[turn], sizeof path[turn], "%s/%s.mmdb", folder, name);
    return path[turn];
}

static struct mw_address address(const char *text)
{
    struct addr a;
    ck_assert(addr_parse(text, &a));
    struct mw_address out = { .len = addr_is_v4(&a) ? 4 : 16 };
    memcpy(out.byte, a.byte + 16 - out.len, out.len);
    return out;
}

static struct address_facts facts_of(const struct enrich *e, const char *text)
{
    struct address_facts facts;
    struct mw_address a = address(text);
    enrich_address(e, &a, &facts);
    return facts;
}

static struct enrich *open_all(const char *const *which, size_t count)
{
    const char *paths[NAMES];
    for (size_t i = 0; i < count; i++)
        paths[i] = path_of(which[i]);
    struct error e;
    struct enrich *en = enrich_open(paths, count, &e);
    ck_assert_msg(en != NULL, "%s: %s", e.file, e.what);
    return en;
}

START_TEST(what_one_database_lacks_another_has)
{
    struct enrich *e = open_all(names, 2);
    struct address_facts four = facts_of(e, "203.0.113.9"), six = facts_of(e, "2001:db8::1");
    enrich_close(e);

    ck_assert_str_eq(four.country, "DE");
    ck_assert_uint_eq(four.asn, 64500);
    ck_assert_str_eq(four.as_org, "EXAMPLE");
    ck_assert_str_eq(six.country, "FR");
    ck_assert_uint_eq(six.asn, 65551);
}
END_TEST

START_TEST(a_long_name_is_cut_at_a_character)
{
    struct enrich *e = open_all(names, 1);
    struct address_facts facts = facts_of(e, "2001:db8::1");
    enrich_close(e);

    /* "Bär" is four bytes: 63 of them and "Bä" fill 255. */
    ck_assert_uint_eq(strlen(facts.as_org), 255);
    ck_assert_str_eq(facts.as_org + 252, "B\xc3\xa4");
}
END_TEST

START_TEST(flat_layouts_are_understood)
{
    struct enrich *e = open_all(names + 2, 2);
    struct address_facts text = facts_of(e, "198.51.100.1"), number = facts_of(e, "192.0.2.1");
    enrich_close(e);

    ck_assert_str_eq(text.country, "US");
    ck_assert_uint_eq(text.asn, 64501);
    ck_assert_str_eq(text.as_org, "FLAT");
    ck_assert_str_eq(number.country, "JP");
    ck_assert_uint_eq(number.asn, 64502);
    ck_assert_str_eq(number.as_org, "FOUR");
}
END_TEST

START_TEST(what_is_not_known_is_empty)
{
    struct enrich *e = open_all(names, NAMES);
    static const char *const unknown[] = { "8.8.8.8", "2001:4860::1" };
    for (size_t i = 0; i < 2; i++) {
        struct address_facts facts = facts_of(e, unknown[i]);
        ck_assert_str_eq(facts.country, "");
        ck_assert_uint_eq(facts.asn, 0);
        ck_assert_str_eq(facts.as_org, "");
    }
    struct mw_address none = { .len = 0 };
    struct address_facts facts;
    enrich_address(e, &none, &facts);
    ck_assert_uint_eq(facts.asn, 0);
    enrich_close(e);
}
END_TEST

START_TEST(values_of_a_strange_kind_are_passed_over)
{
    struct enrich *e = open_all(names + 4, 1);
    struct address_facts facts = facts_of(e, "192.0.2.1");
    enrich_close(e);

    ck_assert_str_eq(facts.country, "");
    ck_assert_uint_eq(facts.asn, 0);
    ck_assert_str_eq(facts.as_org, "");
}
END_TEST

static void assert_refused(const char *path, const char *what)
{
    struct error e;
    ck_assert_ptr_null(enrich_open(&path, 1, &e));
    ck_assert_str_eq(e.file, path);
    ck_assert_msg(strstr(e.what, what) != NULL, "\"%s\" is not in \"%s\"", what, e.what);
}

static void write_file(const char *path, const uint8_t *at, size_t len)
{
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(at, 1, len, f), len);
    fclose(f);
}

START_TEST(what_is_no_database_is_named)
{
    const char *path = path_of("bad");
    assert_refused(path, "No such file");
    write_file(path, (const uint8_t *)"", 0);
    assert_refused(path, "no MaxMind database");
    write_file(path, (const uint8_t *)"hello", 5);
    assert_refused(path, "no MaxMind database");
    unlink(path);
    assert_refused(folder, "is not a file");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    assert_refused(path, "is not a file");
    unlink(path);
}
END_TEST

START_TEST(no_database_is_fine)
{
    struct error error;
    struct enrich *e = enrich_open(NULL, 0, &error);
    ck_assert_ptr_nonnull(e);
    ck_assert_str_eq(facts_of(e, "203.0.113.9").country, "");
    enrich_close(e);
    enrich_close(NULL);
    ck_assert_uint_gt(strlen(enrich_version()), 0);
}
END_TEST

static size_t read_base(const char *name, uint8_t *at)
{
    FILE *f = fopen(path_of(name), "rb");
    ck_assert_ptr_nonnull(f);
    size_t len = fread(at, 1, BASE_MOST, f);
    fclose(f);
    return len;
}

/* Whatever comes of it, it comes back. */
static void look_into(const uint8_t *at, size_t len)
{
    static const char *const asked[] = { "203.0.113.9", "2001:db8::1", "192.0.2.1",
                                         "198.51.100.1", "0.0.0.0" };
    const char *path = path_of("hostile");
    write_file(path, at, len);
    struct error error;
    struct enrich *e = enrich_open(&path, 1, &error);
    for (size_t i = 0; e && i < sizeof asked / sizeof *asked; i++) {
        struct address_facts facts = facts_of(e, asked[i]);
        ck_assert(memchr(facts.as_org, 0, sizeof facts.as_org) != NULL);
        ck_assert(strlen(facts.country) == 0 || strlen(facts.country) == 2);
    }
    enrich_close(e);
    unlink(path);
}

START_TEST(a_database_cut_anywhere_does_no_harm)
{
    static uint8_t base[BASE_MOST];
    size_t len = read_base(names[_i], base);
    for (size_t n = 0; n < len; n++)
        look_into(base, n);
}
END_TEST

START_TEST(a_database_with_wrong_bytes_does_no_harm)
{
    static uint8_t base[BASE_MOST];
    srand((unsigned)_i);
    size_t len = read_base(names[_i], base);
    for (int round = 0; round < 2000; round++) {
        uint8_t bad[BASE_MOST];
        memcpy(bad, base, len);
        for (int n = rand() % 8; n >= 0; n--)
            bad[(size_t)rand() % len] = (uint8_t)rand();
        look_into(bad, len);
    }
}
END_TEST

START_TEST(a_real_database_knows_countries)
{
    const char *path = getenv("MW_TEST_COUNTRY_MMDB");
    struct error error;
    struct enrich *e = enrich_open(&path, 1, &error);
    ck_assert_msg(e != NULL, "%s: %s", error.file, error.what);

    /* RIPE NCC in the Netherlands, APNIC in Australia. */
    ck_assert_str_eq(facts_of(e, "193.0.6.139").country, "NL");
    ck_assert_str_eq(facts_of(e, "2001:67c:2e8::1").country, "NL");
    ck_assert_str_eq(facts_of(e, "202.12.29.1").country, "AU");
    ck_assert_str_eq(facts_of(e, "10.0.0.1").country, "");
    enrich_close(e);
}
END_TEST

/* False: there are no databases to test with. */
static bool make_bases(void)
{
    char command[128];
    if (!mkdtemp(folder))
        return false;
    snprintf(command, sizeof command, "tests/enrich/make-asn.pl %s", folder);
    int status = access("tests/enrich/make-asn.pl", X_OK) == 0 ? system(command) : -1;
    if (status == 0)
        return true;
    if (status == -1)
        printf("skipped in part: not run from the top of the tree\n");
    else if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_NO_WAY)
        printf("skipped in part: no MaxMind::DB::Writer (Debian: libmaxmind-db-writer-perl)\n");
    return false;
}

static void remove_bases(void)
{
    for (size_t i = 0; i < NAMES; i++)
        unlink(path_of(names[i]));
    rmdir(folder);
}

int main(void)
{
    Suite *s = suite_create("enrich");
    TCase *t = tcase_create("enrich");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, what_is_no_database_is_named);
    tcase_add_test(t, no_database_is_fine);
    if (make_bases()) {
        tcase_add_test(t, what_one_database_lacks_another_has);
        tcase_add_test(t, a_long_name_is_cut_at_a_character);
        tcase_add_test(t, flat_layouts_are_understood);
        tcase_add_test(t, what_is_not_known_is_empty);
        tcase_add_test(t, values_of_a_strange_kind_are_passed_over);
        tcase_add_loop_test(t, a_database_cut_anywhere_does_no_harm, 0, NAMES);
        tcase_add_loop_test(t, a_database_with_wrong_bytes_does_no_harm, 0, NAMES);
    }
    if (getenv("MW_TEST_COUNTRY_MMDB"))
        tcase_add_test(t, a_real_database_knows_countries);
    else
        printf("skipped in part: MW_TEST_COUNTRY_MMDB is not set (see tests/enrich/fetch)\n");
    suite_add_tcase(s, t);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    remove_bases();
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
