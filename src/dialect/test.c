/* SPDX-License-Identifier: Apache-2.0 */
#include "dialect/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

const char *const test_words[] = {
#define TEST(id, word, takes_length, meaning) word,
#include "dialect/tests.def"
#undef TEST
};
const size_t test_word_count = sizeof test_words / sizeof *test_words;

static const bool word_takes_length[] = {
#define TEST(id, word, takes_length, meaning) takes_length,
#include "dialect/tests.def"
#undef TEST
};

/* "(4)" or "(4,8)" or "(4,)" */
static bool parse_length(const char *text, struct test *out)
{
    char *end;
    if (!is_digit((uint8_t)text[1]))
        return false;
    out->least = strtoul(text + 1, &end, 10);
    out->most = out->least;
    if (*end == ',') {
        const char *second = end + 1;
        bool bounded = is_digit((uint8_t)*second);
        out->most = bounded ? strtoul(second, &end, 10) : SIZE_MAX;
        if (!bounded)
            end++;
    }
    out->has_length = true;
    return strcmp(end, ")") == 0 && out->least <= out->most;
}

bool test_parse_word(const char *text, struct test *out, const char **why)
{
    size_t len = strcspn(text, "(");
    for (size_t i = 0; i < test_word_count; i++) {
        if (strlen(test_words[i]) != len || strncmp(test_words[i], text, len) != 0)
            continue;
        *out = (struct test){ .kind = (enum test_kind)i };
        if (!text[len])
            return true;
        if (!word_takes_length[i]) {
            *why = "this test takes no length";
            return false;
        }
        if (parse_length(text + len, out))
            return true;
        *why = "a length is (N), (N,M) or (N,)";
        return false;
    }
    *why = "no such test; a text to compare with stands in quotes";
    return false;
}

void test_done(struct test *t)
{
    for (size_t i = 0; i < t->inner_count; i++)
        test_done(&t->inner[i]);
    free(t->inner);
    free(t->text);
    pattern_free(t->pattern);
    *t = (struct test){ 0 };
}

void clause_done(struct clause *c)
{
    for (size_t i = 0; i < c->count; i++) {
        path_done(&c->list[i].path);
        test_done(&c->list[i].test);
    }
    free(c->list);
    *c = (struct clause){ 0 };
}

struct view value_text(const struct value_found *v, char *number)
{
    if (v->is_text)
        return v->text;
    if (json_is_string(v->json))
        return (struct view){ (const uint8_t *)json_string_value(v->json),
                              json_string_length(v->json) };
    if (json_is_integer(v->json))
        snprintf(number, 32, "%lld", (long long)json_integer_value(v->json));
    else if (json_is_real(v->json))
        snprintf(number, 32, "%.15g", json_real_value(v->json));
    else
        return (struct view){ 0 };
    return view_of(number);
}

static bool length_fits(const struct test *t, size_t n)
{
    return !t->has_length || (n >= t->least && n <= t->most);
}

static bool hex_fits(const struct test *t, struct view text, bool with, bool without)
{
    bool prefixed = text_starts_nocase(text, "0x");
    if (prefixed ? !with : !without)
        return false;
    if (prefixed)
        text = view_from(text, 2);
    return text_is_hex(text) && length_fits(t, text.len);
}

static bool is_digits(struct view text)
{
    if (text.len && text.at[0] == '-')
        text = view_from(text, 1);
    for (size_t i = 0; i < text.len; i++)
        if (!is_digit(text.at[i]))
            return false;
    return text.len > 0;
}

/* Numbers that no integer holds come from the wire as text; see dialect/json.h. */
static bool is_big_number(struct view text)
{
    return text.len >= 19 && is_digits(text);
}

static bool number_of(const struct value_found *v, double *out)
{
    if (json_is_number(v->json)) {
        *out = json_number_value(v->json);
        return true;
    }
    return false;
}

static bool any_holds(const struct test *t, const struct value_found *v,
                      const struct lexicon *l)
{
    for (size_t i = 0; i < t->inner_count; i++)
        if (test_holds(&t->inner[i], v, l))
            return true;
    return false;
}

static bool contains(struct view text, const char *word)
{
    return text.len && memmem(text.at, text.len, word, strlen(word));
}

static bool ends(struct view text, const char *word)
{
    size_t n = strlen(word);
    return text.len >= n && view_is(view_from(text, text.len - n), word);
}

static bool wallet_fits(struct view text, const struct lexicon *l)
{
    const struct address_form *form;
    return login_address(l, text, &form).len > 0;
}

/* Tests on a text; `text` is empty where the value is none. */
static bool text_test_holds(const struct test *t, struct view text, const struct lexicon *l)
{
    switch (t->kind) {
    case TEST_TEXT:
        return length_fits(t, text.len);
    case TEST_HEX:
        return hex_fits(t, text, false, true);
    case TEST_OXHEX:
        return hex_fits(t, text, true, false);
    case TEST_ANYHEX:
        return hex_fits(t, text, true, true);
    case TEST_WALLET:
        return wallet_fits(text, l);
    case TEST_AGENT:
        return lexicon_agent(l, text) != NULL;
    case TEST_IS:
        return view_is(text, t->text);
    case TEST_STARTS:
        return view_starts(text, t->text);
    case TEST_ENDS:
        return ends(text, t->text);
    case TEST_CONTAINS:
        return contains(text, t->text);
    case TEST_MATCHES:
        return pattern_meets(t->pattern, text);
    default:
        return false;
    }
}

bool test_holds(const struct test *t, const struct value_found *v, const struct lexicon *l)
{
    char number[32];
    double value;
    bool nothing = !v->is_text && (!v->json || json_is_null(v->json));
    bool is_text = v->is_text || json_is_string(v->json);
    struct view text = is_text ? value_text(v, number) : (struct view){ 0 };
    switch (t->kind) {
    case TEST_PRESENT:
        return !nothing;
    case TEST_ABSENT:
        return nothing;
    case TEST_NULL:
        return json_is_null(v->json);
    case TEST_TRUE:
        return json_is_true(v->json);
    case TEST_FALSE:
        return json_is_false(v->json);
    case TEST_BOOL:
        return json_is_boolean(v->json);
    case TEST_NUMBER:
        return json_is_number(v->json) || (is_text && is_big_number(text));
    case TEST_INTEGER:
        return json_is_integer(v->json) || (is_text && is_big_number(text));
    case TEST_DIGITS:
        return json_is_integer(v->json) ||
               (is_text && is_digits(text) && length_fits(t, text.len));
    case TEST_LIST:
        return json_is_array(v->json) && length_fits(t, json_array_size(v->json));
    case TEST_OBJECT:
        return json_is_object(v->json) && length_fits(t, json_object_size(v->json));
    case TEST_AT_LEAST:
        return number_of(v, &value) && value >= t->number;
    case TEST_AT_MOST:
        return number_of(v, &value) && value <= t->number;
    case TEST_NOT:
        return !any_holds(t, v, l);
    case TEST_ANY:
        return any_holds(t, v, l);
    default:
        return is_text && text_test_holds(t, text, l);
    }
}

struct holding {
    const struct test *test;
    const struct lexicon *lexicon;
};

static bool holds_here(const struct value_found *v, void *ctx)
{
    struct holding *h = ctx;
    return test_holds(h->test, v, h->lexicon);
}

bool clause_holds(const struct clause *c, struct said *said, const struct lexicon *l)
{
    for (size_t i = 0; i < c->count; i++) {
        struct holding h = { &c->list[i].test, l };
        if (!path_each(&c->list[i].path, said, holds_here, &h))
            return false;
    }
    return true;
}
