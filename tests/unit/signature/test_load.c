/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/signature.h"

#include <check.h>
#include <sys/stat.h>

#include "../../lib/rules.h"

static struct errors errors;

static struct mw_rules *load(const char *text, char *path)
{
    rules_write(path, text);
    const char *const paths[] = { path };
    struct mw_rules *rules = rules_load(paths, 1, &errors);
    unlink(path);
    return rules;
}

/* Mistake i stands at this place of the file, and says so. */
static void assert_error(size_t i, const char *path, const char *expected)
{
    char text[1024], wanted[1024];
    ck_assert_uint_gt(errors.count, i);
    snprintf(wanted, sizeof wanted, "%s:%s", path, expected);
    ck_assert_str_eq(error_text(&errors.list[i], text, sizeof text), wanted);
}

static void assert_refused(const char *text, const char *expected)
{
    char path[] = "/tmp/loadXXXXXX";
    ck_assert_msg(!load(text, path), "%s", text);
    assert_error(0, path, expected);
    ck_assert_uint_eq(errors.count, 1);
    errors_done(&errors);
}

/* One message of a dialect, which begins in line 3, column 5. */
#define MESSAGE(text) "dialect: d\nmessages:\n  - { " text " }\n"
#define FINE          "what: w, from: miner, proof: 0.5, method: m"

START_TEST(small_rules_load)
{
    struct mw_rules *rules = rules_small();
    ck_assert_str_eq(mw_rules_summary(rules),
                     "2 dialects, 2 alerts, 1 address forms, 0 agents");
    const struct dialect *tiny = dialect_find(&rules->set, "tiny");
    const struct dialect *tinier = dialect_find(&rules->set, "tinier");
    ck_assert_ptr_eq(tinier->base, tiny);
    ck_assert(tiny->has_relatives && !tinier->has_relatives);
    ck_assert_str_eq(tiny->title, "tiny");
    ck_assert_str_eq(tiny->method_at, "method");
    ck_assert_uint_eq(tiny->carried_by, CARRIED_BY_LINES);
    ck_assert_uint_eq(tiny->rule_count, 8);
    ck_assert_ptr_null(dialect_find(&rules->set, "none"));
    mw_rules_free(rules);
}
END_TEST

START_TEST(the_first_alert_that_fits_is_found)
{
    struct mw_rules *rules = rules_small();
    const struct dialect *d = dialect_find(&rules->set, "tiny");
    ck_assert_uint_eq(alert_find(rules, d, MW_STATE_ACCEPTED, 0.9)->id, 1000001);
    ck_assert_uint_eq(alert_find(rules, d, MW_STATE_LOGIN, 0.9)->id, 1000002);
    ck_assert_uint_eq(alert_find(rules, d, MW_STATE_REJECTED, 0.8)->id, 1000002);
    ck_assert_ptr_null(alert_find(rules, d, MW_STATE_WORKING, 0.79));
    ck_assert_uint_eq(rules->alerts[0].severity, 2);
    ck_assert_uint_eq(rules->alerts[0].revision, 1);
    ck_assert_str_eq(rules->alerts[0].category, "Crypto Currency Mining Activity Detected");
    mw_rules_free(rules);
}
END_TEST

START_TEST(a_mistake_in_a_message_has_its_place)
{
    assert_refused(MESSAGE("from: miner, proof: 0.5, method: m"),
                   "3:5: a message needs what, from and proof");
    assert_refused(MESSAGE("what: w, from: miner, proof: 0.5"),
                   "3:5: a message needs method, when or any-of");
    assert_refused(MESSAGE("what: w, from: miner, proof: 0.5, method: [], when: {}"),
                   "3:5: a message needs method, when or any-of");
    assert_refused(MESSAGE("what: w, from: miner, proof: 0.5, method: \"a*\""),
                   "3:49: a*: a * stands at the end, behind a dot");
    assert_refused(MESSAGE("what: w, from: miner, proof: 0.5, method: \"a.*.b\""),
                   "3:49: a.*.b: a * stands at the end, behind a dot");
    assert_refused(MESSAGE("what: w, from: miner, proof: 0.5, method: \"*\""),
                   "3:49: *: a * stands at the end, behind a dot");
    assert_refused(MESSAGE("what: w, from: me, proof: 0.5, method: m"),
                   "3:22: me is none of: either, miner, pool");
    assert_refused(
        MESSAGE(FINE ", event: sing"),
        "3:59: sing is none of: notice, subscribe, login, accepted, refused, get-work, "
        "work, share, share-accepted, share-refused");
    assert_refused(MESSAGE(FINE ", colour: red"), "3:52: unknown key \"colour\"");
    assert_refused(MESSAGE(FINE ", take: { login: a..b }"), "3:67: a key is empty");
    assert_refused(MESSAGE(FINE ", stronger: [ { proof: 0.6 } ]"),
                   "3:64: stronger needs when and proof");
}
END_TEST

START_TEST(a_mistake_in_a_condition_has_its_place)
{
    assert_refused(MESSAGE(FINE ", when: { \"a[\": text }"),
                   "3:60: an index is [0], [-1] or [*]");
    assert_refused(MESSAGE(FINE ", when: { a: txt }"),
                   "3:63: txt: no such test; a text to compare with stands in quotes");
    assert_refused(MESSAGE(FINE ", when: { a: text(-1) }"),
                   "3:63: text(-1): a length is (N), (N,M) or (N,)");
    assert_refused(
        MESSAGE(FINE ", when: { a: { like: b } }"),
        "3:65: no such test: is, starts, ends, contains, matches, at-least, at-most, "
        "not, any");
    assert_refused(MESSAGE(FINE ", when: { a: {} }"),
                   "3:63: a test has one word, such as starts");
    assert_refused(MESSAGE(FINE ", when: { a: [text] }"),
                   "3:63: a test is a word or a mapping");
    assert_refused(MESSAGE(FINE ", when: { a: {not: {not: {not: {not: text}}}} }"),
                   "3:87: tests are nested too deep");
}
END_TEST

START_TEST(a_mistake_in_a_dialect_has_its_place)
{
    assert_refused("dialect: d\n", "1:1: a dialect needs messages");
    assert_refused("dialect: d\nmessages: []\nextends: e\n", "3:10: there is no dialect e");
    assert_refused("dialect: d\nmessages: []\nextends: d\n",
                   "3:10: a dialect can't extend itself");
    assert_refused("dialect: d\nmessages: []\ncarried-by: pigeon\n",
                   "3:13: pigeon is none of: lines, http");
    assert_refused("dialect: d\nmessages: []\ncolour: red\n", "3:1: unknown key \"colour\"");
}
END_TEST

START_TEST(a_mistake_in_an_alert_has_its_place)
{
    assert_refused("alerts:\n  - { id: 1000001 }\n", "2:5: an alert needs id and signature");
    assert_refused("alerts:\n  - { id: 7, signature: s }\n",
                   "2:11: an id is 1000000 to 1999999; 9100000 to 9109999 are minewatch's own");
    assert_refused("alerts:\n  - { id: 1000001, signature: s }\n"
                   "  - { id: 1000001, signature: s }\n",
                   "3:11: id 1000001 is used twice");
    assert_refused("alerts:\n  - { id: 1000001, signature: s, state: asleep }\n",
                   "2:41: asleep is none of: seen, login, accepted, working, rejected");
    assert_refused("alerts:\n  - { id: 1000001, signature: s, dialect: none }\n",
                   "2:43: there is no dialect none");
}
END_TEST

START_TEST(a_mistake_in_a_lexicon_has_its_place)
{
    assert_refused("coins:\n  - { coin: AAA }\n", "2:5: address is missing");
    assert_refused("agents:\n  - { matches: a }\n", "2:5: product is missing");
    assert_refused("coins:\n  - { coin: A, address: a, color: b }\n",
                   "2:28: unknown key \"color\"");
}
END_TEST

START_TEST(a_wrong_pattern_has_its_place)
{
    char path[] = "/tmp/loadXXXXXX";
    ck_assert_ptr_null(load("agents:\n  - { product: p, matches: 'a(b' }\n", path));
    ck_assert_uint_eq(errors.count, 1);
    ck_assert_uint_eq(errors.list[0].line, 2);
    ck_assert_uint_eq(errors.list[0].column, 28);
    errors_done(&errors);
}
END_TEST

START_TEST(all_mistakes_are_told_at_once)
{
    char path[] = "/tmp/loadXXXXXX";
    ck_assert_ptr_null(load("dialect: d\n"
                            "extends: nobody\n"
                            "messages:\n"
                            "  - { " FINE ", when: { a: txt, b: text(x) } }\n"
                            "alerts:\n"
                            "  - { id: 7, signature: s, dialect: none }\n"
                            "coins:\n"
                            "  - { coin: AAA }\n"
                            "colour: red\n",
                            path));
    ck_assert_uint_eq(errors.count, 7);
    assert_error(0, path, "8:5: address is missing");
    assert_error(1, path, "4:63: txt: no such test; a text to compare with stands in quotes");
    assert_error(2, path, "4:71: text(x): a length is (N), (N,M) or (N,)");
    assert_error(3, path, "2:10: there is no dialect nobody");
    assert_error(4, path,
                 "6:11: an id is 1000000 to 1999999; 9100000 to 9109999 are minewatch's own");
    assert_error(5, path, "6:37: there is no dialect none");
    assert_error(6, path, "9:1: unknown key \"colour\"");
    errors_done(&errors);
}
END_TEST

START_TEST(mistakes_of_several_files_are_told_with_their_files)
{
    char a[] = "/tmp/loadaXXXXXX", b[] = "/tmp/loadbXXXXXX", c[] = "/tmp/loadcXXXXXX";
    rules_write(a, "dialect: a\nextends: b\nmessages: []\n");
    rules_write(b, "dialect: b\nextends: c\nmessages: []\n");
    rules_write(c, "dialect: c\nmessages: []\ndialects: x\n");
    const char *const paths[] = { a, b, c };
    ck_assert_ptr_null(rules_load(paths, 3, &errors));
    unlink(a);
    unlink(b);
    unlink(c);
    ck_assert_uint_eq(errors.count, 2);
    assert_error(0, a, "2:10: b extends another dialect itself");
    assert_error(1, c, "3:1: unknown key \"dialects\"");
    errors_done(&errors);
}
END_TEST

START_TEST(a_dialect_is_defined_once)
{
    char a[] = "/tmp/loadaXXXXXX", b[] = "/tmp/loadbXXXXXX";
    rules_write(a, "dialect: same\nmessages: []\n");
    rules_write(b, "# twice\ndialect: same\ntitle: again\nmessages: []\ncolour: red\n");
    const char *const paths[] = { a, b };
    ck_assert_ptr_null(rules_load(paths, 2, &errors));
    unlink(a);
    unlink(b);
    ck_assert_uint_eq(errors.count, 2);
    assert_error(0, b, "2:10: dialect same is defined twice");
    assert_error(1, b, "5:1: unknown key \"colour\"");
    errors_done(&errors);
}
END_TEST

START_TEST(a_path_that_is_not_there_is_named)
{
    const char *const paths[] = { "/nonexistent/rules.yaml" };
    ck_assert_ptr_null(rules_load(paths, 1, &errors));
    ck_assert_uint_eq(errors.count, 1);
    ck_assert_str_eq(errors.list[0].file, paths[0]);
    errors_done(&errors);
}
END_TEST

START_TEST(a_dialect_without_a_name_is_told_of_its_other_mistakes_too)
{
    char path[] = "/tmp/loadXXXXXX";
    ck_assert_ptr_null(load("dialect: [a]\nmessages: []\ncolour: red\n", path));
    ck_assert_uint_eq(errors.count, 2);
    ck_assert_uint_eq(errors.list[0].line, 1);
    assert_error(1, path, "3:1: unknown key \"colour\"");
    errors_done(&errors);
}
END_TEST

START_TEST(a_folder_without_signatures_is_a_mistake)
{
    char folder[] = "/tmp/loadXXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    const char *const paths[] = { folder };
    ck_assert_ptr_null(rules_load(paths, 1, &errors));
    ck_assert_uint_eq(errors.count, 1);
    ck_assert_str_eq(errors.list[0].file, folder);
    errors_done(&errors);
    rmdir(folder);
}
END_TEST

START_TEST(dialects_may_name_their_methods_by_many_keys)
{
    char path[12][20];
    const char *paths[12];
    for (size_t i = 0; i < 12; i++) {
        char text[200];
        snprintf(path[i], sizeof path[i], "/tmp/loadXXXXXX");
        snprintf(text, sizeof text,
                 "dialect: d%zu\nmethod-at: key%zu\nmessages:\n  - { " FINE " }\n", i, i);
        rules_write(path[i], text);
        paths[i] = path[i];
    }
    struct mw_rules *rules = rules_load(paths, 12, &errors);
    ck_assert_ptr_nonnull(rules);
    for (size_t i = 0; i < 12; i++) {
        char text[40];
        snprintf(text, sizeof text, "{\"key%zu\":\"m\"}", i);
        struct said said = { .root = json_loads(text, 0, NULL) };
        struct match match[MATCHES_MOST];
        ck_assert(dialect_gate(&rules->set, view_of(text)));
        ck_assert_uint_eq(
            dialect_match(&rules->set, &said, EVENT_NONE, CARRIED_BY_LINES, match), 1);
        json_decref(said.root);
        unlink(path[i]);
    }
    mw_rules_free(rules);
}
END_TEST

START_TEST(a_folder_is_read_with_those_below_it)
{
    char folder[] = "/tmp/loadXXXXXX", below[64], file[80], other[80], hidden[80];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(below, sizeof below, "%s/below", folder);
    ck_assert_int_eq(mkdir(below, 0700), 0);
    snprintf(file, sizeof file, "%s/rules.yaml", below);
    snprintf(other, sizeof other, "%s/notes.txt", folder);
    snprintf(hidden, sizeof hidden, "%s/.hidden.yaml", folder);
    const char *const names[] = { file, other, hidden };
    for (size_t i = 0; i < 3; i++) {
        FILE *f = fopen(names[i], "w");
        ck_assert_ptr_nonnull(f);
        fputs(i == 0 ? RULES_TINY : "no: rules", f);
        fclose(f);
    }
    const char *const paths[] = { folder };
    struct mw_rules *rules = rules_load(paths, 1, &errors);
    ck_assert_ptr_nonnull(rules);
    ck_assert_uint_eq(rules->set.count, 1);
    mw_rules_free(rules);
    for (size_t i = 0; i < 3; i++)
        unlink(names[i]);
    rmdir(below);
    rmdir(folder);
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("load");
    tcase_add_test(tc, small_rules_load);
    tcase_add_test(tc, the_first_alert_that_fits_is_found);
    tcase_add_test(tc, a_mistake_in_a_message_has_its_place);
    tcase_add_test(tc, a_mistake_in_a_condition_has_its_place);
    tcase_add_test(tc, a_mistake_in_a_dialect_has_its_place);
    tcase_add_test(tc, a_mistake_in_an_alert_has_its_place);
    tcase_add_test(tc, a_mistake_in_a_lexicon_has_its_place);
    tcase_add_test(tc, a_wrong_pattern_has_its_place);
    tcase_add_test(tc, all_mistakes_are_told_at_once);
    tcase_add_test(tc, mistakes_of_several_files_are_told_with_their_files);
    tcase_add_test(tc, a_dialect_is_defined_once);
    tcase_add_test(tc, a_path_that_is_not_there_is_named);
    tcase_add_test(tc, a_dialect_without_a_name_is_told_of_its_other_mistakes_too);
    tcase_add_test(tc, a_folder_without_signatures_is_a_mistake);
    tcase_add_test(tc, dialects_may_name_their_methods_by_many_keys);
    tcase_add_test(tc, a_folder_is_read_with_those_below_it);
    Suite *s = suite_create("load");
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
