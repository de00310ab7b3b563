/* SPDX-License-Identifier: Apache-2.0 */
#include "dialect/path.h"

#include <check.h>

static const char *why;

struct found {
    size_t calls;
    bool nothing;
    char text[64]; /* of each place, joined by commas */
};

static bool note(const struct value_found *v, void *ctx)
{
    struct found *f = ctx;
    size_t at = strlen(f->text), room = sizeof f->text - at;
    f->calls++;
    f->nothing = !v->json && !v->is_text;
    if (v->is_text)
        snprintf(f->text + at, room, "%.*s,", (int)v->text.len, (const char *)v->text.at);
    else if (json_is_integer(v->json))
        snprintf(f->text + at, room, "%lld,", (long long)json_integer_value(v->json));
    return false;
}

static struct found follow(const char *text, const char *json, const struct http_head *head)
{
    struct path p;
    ck_assert_msg(path_parse(text, &p, &why), "%s: %s", text, why);
    struct said said = { .root = json ? json_loads(json, 0, NULL) : NULL, .http = head };
    struct found f = { 0 };
    path_each(&p, &said, note, &f);
    json_decref(said.root);
    path_done(&p);
    return f;
}

static void assert_leads(const char *path, const char *json, const char *expected)
{
    struct found f = follow(path, json, NULL);
    ck_assert_str_eq(f.text, expected);
}

static void assert_nowhere(const char *path, const char *json)
{
    struct found f = follow(path, json, NULL);
    ck_assert_uint_eq(f.calls, 1);
    ck_assert_msg(f.nothing, "%s", path);
}

START_TEST(a_path_leads_through_members_and_elements)
{
    assert_leads("a", "{\"a\":1}", "1,");
    assert_leads("a.b", "{\"a\":{\"b\":2}}", "2,");
    assert_leads("a[0]", "{\"a\":[1,2,3]}", "1,");
    assert_leads("a[-1]", "{\"a\":[1,2,3]}", "3,");
    assert_leads("a[1].b[0]", "{\"a\":[0,{\"b\":[7]}]}", "7,");
    assert_leads("[1]", "[4,5]", "5,");
    assert_leads("a.\"b.c[0]\"", "{\"a\":{\"b.c[0]\":6}}", "6,");
}
END_TEST

START_TEST(a_star_leads_to_every_element)
{
    assert_leads("a[*]", "{\"a\":[1,2,3]}", "1,2,3,");
    assert_leads("a[*].b", "{\"a\":[{\"b\":1},{},{\"b\":3}]}", "1,3,");
    assert_leads("[*][*]", "[[1,2],[3]]", "1,2,3,");
}
END_TEST

START_TEST(a_path_that_leads_nowhere_is_told_once)
{
    assert_nowhere("b", "{\"a\":1}");
    assert_nowhere("a.b", "{\"a\":1}");
    assert_nowhere("a[3]", "{\"a\":[1,2,3]}");
    assert_nowhere("a[-4]", "{\"a\":[1,2,3]}");
    assert_nowhere("a[0]", "{\"a\":{}}");
    assert_nowhere("a[*]", "{\"a\":[]}");
    assert_nowhere("a[*]", "{\"a\":1}");
    assert_nowhere("a", NULL);
    assert_nowhere("http.method", "{}");
    assert_nowhere("http.status", "{}");
}
END_TEST

static bool first(const struct value_found *v, void *ctx)
{
    (void)v;
    ++*(int *)ctx;
    return true;
}

START_TEST(a_walk_ends_when_it_is_told_to)
{
    struct path p;
    int calls = 0;
    ck_assert(path_parse("[*]", &p, &why));
    struct said said = { .root = json_loads("[1,2,3]", 0, NULL) };
    ck_assert(path_each(&p, &said, first, &calls));
    ck_assert_int_eq(calls, 1);
    json_decref(said.root);
    path_done(&p);
}
END_TEST

static struct http_head request_with(const char *name, const char *value)
{
    return (struct http_head){ .is_request = true,
                               .method = view_of("POST"),
                               .target = view_of("/one/two?three/four"),
                               .header = { { view_of(name), view_of(value) } },
                               .header_count = 1 };
}

static void assert_http(const struct http_head *head, const char *path, const char *expected)
{
    struct found f = follow(path, NULL, head);
    ck_assert_uint_eq(f.calls, 1);
    ck_assert_str_eq(f.text, expected);
}

START_TEST(a_path_leads_into_the_http_head)
{
    struct http_head head = request_with("User-Agent", "cpuminer");
    assert_http(&head, "http.method", "POST,");
    assert_http(&head, "http.target", "/one/two?three/four,");
    assert_http(&head, "http.header.user-agent", "cpuminer,");
    assert_http(&head, "http.header.host", "");
    assert_http(&head, "http.status", "");
    assert_http(&head, "http.path[0]", "one,");
    assert_http(&head, "http.path[1]", "two,");
    assert_http(&head, "http.path[2]", "");
    struct http_head answer = { .status = 401 };
    assert_http(&answer, "http.status", "401,");
    assert_http(&answer, "http.path[0]", "");
}
END_TEST

/* RFC 7617: user and password of "Aladdin:open sesame". */
START_TEST(basic_credentials_are_decoded)
{
    struct http_head head = request_with("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    assert_http(&head, "http.user", "Aladdin,");
    assert_http(&head, "http.password", "open sesame,");
    head = request_with("authorization", "BASIC  dXNlcg=="); /* "user" */
    assert_http(&head, "http.user", "user,");
    assert_http(&head, "http.password", "");
}
END_TEST

START_TEST(credentials_that_are_no_base64_are_none)
{
    static char longest[4096] = "Basic ";
    static const char *const values[] = { "",          "Basic",      "Basic ",
                                          "Basic !!!", "Bearer abc", longest };
    memset(longest + 6, 'Q', sizeof longest - 7);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct http_head head = request_with("Authorization", values[i]);
        assert_http(&head, "http.user", "");
        assert_http(&head, "http.password", "");
    }
}
END_TEST

START_TEST(what_is_no_path_is_refused_with_a_reason)
{
    static const struct {
        const char *text, *why;
    } rows[] = {
        {"",                   "a path is empty"                                     },
        { "a..b",              "a key is empty"                                      },
        { "a.",                "a key is empty"                                      },
        { "a[",                "an index is [0], [-1] or [*]"                        },
        { "a[]",               "an index is [0], [-1] or [*]"                        },
        { "a[x]",              "an index is [0], [-1] or [*]"                        },
        { "a[1",               "an index is [0], [-1] or [*]"                        },
        { "a[*",               "an index is [0], [-1] or [*]"                        },
        { "a[+1]",             "an index is [0], [-1] or [*]"                        },
        { "a[ 1]",             "an index is [0], [-1] or [*]"                        },
        { "a[--1]",            "an index is [0], [-1] or [*]"                        },
        { "a[9999999999]",     "an index is [0], [-1] or [*]"                        },
        { "a[1]b",             "steps are joined by dots"                            },
        { "\"a",               "a quoted key has no closing quote"                   },
        { "a.b.c.d.e.f.g.h.i", "a path has at most 8 steps"                          },
        { "http.path[x]",      "a part of the path is http.path[0] or another number"},
        { "http.path[]",       "a part of the path is http.path[0] or another number"},
        { "http.path[-1]",     "a part of the path is http.path[0] or another number"},
        { "http.header.",      "http.header. is followed by a header's name"         },
        { "http.body",         "http. is followed by header.NAME, path[N], method, target, status, "
                       "user or password"                      },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct path p;
        ck_assert_msg(!path_parse(rows[i].text, &p, &why), "%s", rows[i].text);
        ck_assert_str_eq(why, rows[i].why);
    }
}
END_TEST

int main(void)
{
    TCase *tc = tcase_create("path");
    tcase_add_test(tc, a_path_leads_through_members_and_elements);
    tcase_add_test(tc, a_star_leads_to_every_element);
    tcase_add_test(tc, a_path_that_leads_nowhere_is_told_once);
    tcase_add_test(tc, a_walk_ends_when_it_is_told_to);
    tcase_add_test(tc, a_path_leads_into_the_http_head);
    tcase_add_test(tc, basic_credentials_are_decoded);
    tcase_add_test(tc, credentials_that_are_no_base64_are_none);
    tcase_add_test(tc, what_is_no_path_is_refused_with_a_reason);
    Suite *s = suite_create("path");
    suite_add_tcase(s, tc);
    SRunner *sr = srunner_create(s);
    srunner_run_all(sr, CK_NORMAL);
    int failed = srunner_ntests_failed(sr);
    srunner_free(sr);
    return failed != 0;
}
