/* SPDX-License-Identifier: Apache-2.0 */
#include "config/doc.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct errors errors;

static void clear(void)
{
    errors_done(&errors);
}

static struct doc *parse(const char *text)
{
    return doc_parse("t.yaml", view_of(text), &errors);
}

static void assert_error(size_t i, const char *expected)
{
    char text[ERROR_FILE_SIZE + ERROR_WHAT_SIZE + 32];
    ck_assert_uint_gt(errors.count, i);
    ck_assert_str_eq(error_text(&errors.list[i], text, sizeof text), expected);
}

/* The text is refused, with one mistake that reads so. */
static void assert_refused(const char *text, const char *expected)
{
    ck_assert_ptr_null(parse(text));
    assert_error(0, expected);
    ck_assert_uint_eq(errors.count, 1);
    errors_done(&errors);
}

START_TEST(a_tree_knows_lines_and_columns)
{
    struct doc *d = parse("a: 1\nb:\n  - x\n  - 'y'\nc: {d: e}\n");
    ck_assert_ptr_nonnull(d);
    struct node *root = doc_root(d);

    ck_assert_int_eq(root->kind, NODE_MAPPING);
    ck_assert_uint_eq(root->count, 3);
    struct node *b = node_find(root, "b");
    ck_assert_int_eq(b->kind, NODE_SEQUENCE);
    ck_assert_uint_eq(b->count, 2);
    ck_assert_str_eq(b->items[1]->text, "y");
    ck_assert(!b->items[1]->plain);
    ck_assert(b->items[0]->plain);
    ck_assert_uint_eq(b->items[1]->line, 4);
    ck_assert_uint_eq(b->items[1]->column, 5);
    struct node *e = node_find(node_find(root, "c"), "d");
    ck_assert_uint_eq(e->line, 5);
    ck_assert_uint_eq(e->column, 8);
    ck_assert_str_eq(doc_name(d), "t.yaml");
    doc_free(d);
}
END_TEST

START_TEST(an_empty_file_is_an_empty_mapping)
{
    static const char *const texts[] = { "", "# only a comment\n", "---\n", "\xef\xbb\xbf" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct doc *d = parse(texts[i]);
        ck_assert_ptr_nonnull(d);
        ck_assert_int_eq(doc_root(d)->kind, NODE_MAPPING);
        ck_assert_uint_eq(doc_root(d)->count, 0);
        doc_free(d);
    }
    struct doc *none = doc_parse("t.yaml", (struct view){ 0 }, &errors);
    ck_assert_ptr_nonnull(none);
    doc_free(none);
}
END_TEST

START_TEST(a_mark_at_the_start_is_skipped)
{
    struct doc *d = parse("\xef\xbb\xbf"
                          "a: 1\n");
    ck_assert_ptr_nonnull(d);
    ck_assert_ptr_nonnull(node_find(doc_root(d), "a"));
    doc_free(d);
}
END_TEST

START_TEST(what_is_not_used_is_refused_at_its_place)
{
    assert_refused("a: &x 1\n", "t.yaml:1:4: anchors (&name) are not used here");
    assert_refused("a: !!str 1\n", "t.yaml:1:4: tags (!name) are not used here");
    assert_refused("a: 1\nb: 2\na: 3\n", "t.yaml:3:1: \"a\" is given twice, first in line 1");
    assert_refused("{a: 1}\n---\nb: 1\n",
                   "t.yaml:2:1: a second document begins here; only one is read");
    assert_refused("? [a, b]\n: 1\n", "t.yaml:1:3: a key must be a text");
    assert_refused("a: \"x\\0y\"\n", "t.yaml:1:4: a text must not hold the character NUL");
}
END_TEST

START_TEST(all_mistakes_are_told_at_once)
{
    ck_assert_ptr_null(parse("a: &x 1\nb: *x\nc: !t [1]\nc: {d: 1, d: 2, d: 3}\n"));

    ck_assert_uint_eq(errors.count, 6);
    assert_error(0, "t.yaml:1:4: anchors (&name) are not used here");
    assert_error(1, "t.yaml:2:4: aliases (*name) are not used here");
    assert_error(2, "t.yaml:3:4: tags (!name) are not used here");
    assert_error(3, "t.yaml:4:11: \"d\" is given twice, first in line 4");
    assert_error(4, "t.yaml:4:17: \"d\" is given twice, first in line 4");
    assert_error(5, "t.yaml:4:1: \"c\" is given twice, first in line 3");
}
END_TEST

START_TEST(wrong_syntax_has_its_place)
{
    ck_assert_ptr_null(parse("a: 1\nb: [1, 2\nc: 3\n"));
    ck_assert_uint_eq(errors.count, 1);
    ck_assert_uint_eq(errors.list[0].line, 3);
    ck_assert_uint_gt(errors.list[0].column, 0);
    errors_done(&errors);

    assert_refused("a: b: c\n", "t.yaml:1:5: mapping values are not allowed in this context");
    assert_refused("\ta: 1\n", "t.yaml:1:1: found character that cannot start any token, "
                               "while scanning for the next token that begins in line 1");
}
END_TEST

START_TEST(bytes_that_are_no_text_are_refused_at_their_place)
{
    assert_refused("a: 1\nb: \xc3\xa4 \xff\n", "t.yaml:2:6: this is not UTF-8");
    assert_refused("a: 1\nb: \x01\n", "t.yaml:2:4: control characters are not allowed");
    ck_assert_ptr_null(
        doc_parse("t.yaml", (struct view){ (const uint8_t *)"a: 1\n\0", 6 }, &errors));
    assert_error(0, "t.yaml:2:1: control characters are not allowed");
    errors_done(&errors);
    assert_refused("\xff\xfe"
                   "a",
                   "t.yaml:1:1: this is not UTF-8");
}
END_TEST

START_TEST(depth_is_bounded)
{
    char text[400];
    memset(text, '[', 100);
    memset(text + 100, ']', 100);
    text[200] = '\0';
    assert_refused(text, "t.yaml:1:65: values are nested too deeply");
    text[200 - 36] = '\0';
    struct doc *d = parse(text + 36);
    ck_assert_ptr_nonnull(d);
    doc_free(d);
}
END_TEST

START_TEST(size_and_number_of_values_are_bounded)
{
    size_t len = 16 * 1024 * 1024 + 1;
    char *text = malloc(len);
    memset(text, '#', len);
    ck_assert_ptr_null(doc_parse("t.yaml", (struct view){ (uint8_t *)text, len }, &errors));
    assert_error(0, "t.yaml: this file is larger than 16 MiB");
    errors_done(&errors);

    text[0] = '[';
    for (size_t i = 1; i + 1 < len; i += 2)
        memcpy(text + i, "1,", 2);
    ck_assert_ptr_null(doc_parse("t.yaml", (struct view){ (uint8_t *)text, 4000000 }, &errors));
    ck_assert_uint_eq(errors.count, 1);
    ck_assert_ptr_nonnull(strstr(errors.list[0].what, "too many values"));
    free(text);
}
END_TEST

START_TEST(a_key_that_was_never_asked_for_is_unknown)
{
    struct doc *d = parse("a: 1\nb: 2\nsome: {x: 1}\n");
    ck_assert_ptr_nonnull(node_find(doc_root(d), "a"));
    ck_assert_ptr_null(node_find(doc_root(d), "z"));
    ck_assert_ptr_null(node_find(node_find(doc_root(d), "a"), "z"));
    node_refuse_unknown(d, doc_root(d), &errors);

    ck_assert_uint_eq(errors.count, 2);
    assert_error(0, "t.yaml:2:1: unknown key \"b\"");
    assert_error(1, "t.yaml:3:1: unknown key \"some\"");
    doc_free(d);
}
END_TEST

START_TEST(a_number_is_read_within_its_range)
{
    struct doc *d = parse("n: 17\nbig: 300\ntext: x\nquoted: '1'\nlist: [1]\nnone:\n");
    struct node *root = doc_root(d);
    uint64_t n = 0;
    ck_assert(node_u64(d, node_find(root, "n"), 1, 100, &n, &errors));
    ck_assert_uint_eq(n, 17);

    ck_assert(!node_u64(d, node_find(root, "big"), 1, 100, &n, &errors));
    ck_assert(!node_u64(d, node_find(root, "text"), 1, 100, &n, &errors));
    ck_assert(!node_u64(d, node_find(root, "quoted"), 1, 100, &n, &errors));
    ck_assert(!node_u64(d, node_find(root, "list"), 1, 100, &n, &errors));
    ck_assert(!node_u64(d, node_find(root, "none"), 1, 100, &n, &errors));
    ck_assert_uint_eq(n, 17);
    assert_error(0, "t.yaml:2:6: expected a number from 1 to 100, not \"300\"");
    assert_error(1, "t.yaml:3:7: expected a number from 1 to 100, not \"x\"");
    assert_error(3, "t.yaml:5:7: expected a number from 1 to 100, not a list");
    assert_error(4, "t.yaml:6:6: expected a number from 1 to 100, but there is no value");
    doc_free(d);
}
END_TEST

START_TEST(a_real_number_has_a_point_in_every_locale)
{
    struct doc *d = parse("a: 0.95\nb: -2\nc: 1e3\nd: 1.\ne: .5\nf: 1.2.3\ng: 2\n");
    struct node *root = doc_root(d);
    double r = 7;
    ck_assert(node_real(d, node_find(root, "a"), 0, 1, &r, &errors));
    ck_assert_double_eq(r, 0.95);
    ck_assert(node_real(d, node_find(root, "b"), -3, 1, &r, &errors));
    ck_assert_double_eq(r, -2);
    static const char *const bad[] = { "c", "d", "e", "f", "g" };
    for (size_t i = 0; i < 5; i++)
        ck_assert(!node_real(d, node_find(root, bad[i]), 0, 1, &r, &errors));
    ck_assert_uint_eq(errors.count, 5);
    assert_error(4, "t.yaml:7:4: expected a number from 0 to 1, not \"2\"");
    doc_free(d);
}
END_TEST

START_TEST(a_truth_is_a_plain_word)
{
    struct doc *d = parse("a: true\nb: No\nc: maybe\nd: 'true'\n");
    struct node *root = doc_root(d);
    bool truth = false;
    ck_assert(node_bool(d, node_find(root, "a"), &truth, &errors));
    ck_assert(truth);
    ck_assert(node_bool(d, node_find(root, "b"), &truth, &errors));
    ck_assert(!truth);
    ck_assert(!node_bool(d, node_find(root, "c"), &truth, &errors));
    ck_assert(!node_bool(d, node_find(root, "d"), &truth, &errors));
    assert_error(0, "t.yaml:3:4: expected true or false, not \"maybe\"");
    doc_free(d);
}
END_TEST

START_TEST(a_text_may_look_like_a_number_but_not_be_missing)
{
    struct doc *d = parse("a: 12\nb: ~\nc: {}\nd: ''\n");
    struct node *root = doc_root(d);
    const char *text = NULL;
    ck_assert(node_text(d, node_find(root, "a"), &text, &errors));
    ck_assert_str_eq(text, "12");
    ck_assert(node_text(d, node_find(root, "d"), &text, &errors));
    ck_assert_str_eq(text, "");
    ck_assert(!node_text(d, node_find(root, "b"), &text, &errors));
    ck_assert(!node_text(d, node_find(root, "c"), &text, &errors));
    ck_assert(!node_is(d, node_find(root, "a"), NODE_MAPPING, &errors));
    assert_error(1, "t.yaml:3:4: expected a text, not a mapping");
    assert_error(2, "t.yaml:1:4: expected a mapping, not \"12\"");
    doc_free(d);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named)
{
    ck_assert_ptr_null(doc_read("/nonexistent/x.yaml", &errors));
    assert_error(0, "/nonexistent/x.yaml: can't be read: No such file or directory");
    ck_assert_ptr_null(doc_read("/", &errors));
    assert_error(1, "/: can't be read: Is a directory");
}
END_TEST

START_TEST(a_file_is_read_as_its_text)
{
    char path[] = "/tmp/test_doc.XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, "a: b\n", 5), 5);
    close(fd);

    struct doc *d = doc_read(path, &errors);
    unlink(path);
    ck_assert_ptr_nonnull(d);
    ck_assert_str_eq(node_find(doc_root(d), "a")->text, "b");
    ck_assert_str_eq(doc_name(d), path);
    doc_free(d);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("config/doc");
    TCase *t = tcase_create("doc");
    tcase_add_checked_fixture(t, NULL, clear);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, a_tree_knows_lines_and_columns);
    tcase_add_test(t, an_empty_file_is_an_empty_mapping);
    tcase_add_test(t, a_mark_at_the_start_is_skipped);
    tcase_add_test(t, what_is_not_used_is_refused_at_its_place);
    tcase_add_test(t, all_mistakes_are_told_at_once);
    tcase_add_test(t, wrong_syntax_has_its_place);
    tcase_add_test(t, bytes_that_are_no_text_are_refused_at_their_place);
    tcase_add_test(t, depth_is_bounded);
    tcase_add_test(t, size_and_number_of_values_are_bounded);
    tcase_add_test(t, a_key_that_was_never_asked_for_is_unknown);
    tcase_add_test(t, a_number_is_read_within_its_range);
    tcase_add_test(t, a_real_number_has_a_point_in_every_locale);
    tcase_add_test(t, a_truth_is_a_plain_word);
    tcase_add_test(t, a_text_may_look_like_a_number_but_not_be_missing);
    tcase_add_test(t, a_file_that_is_not_there_is_named);
    tcase_add_test(t, a_file_is_read_as_its_text);
    suite_add_tcase(s, t);

    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
