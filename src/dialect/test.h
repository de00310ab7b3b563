/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test - what a dialect file asks of the value at a path
 *
 * Words, with numbers in brackets for lengths: text(1,8) is a text of 1 to 8
 * bytes, list(4) a list of four elements, hex(64) 64 hexadecimal digits.
 */
#ifndef DIALECT_TEST_H
#define DIALECT_TEST_H

#include "dialect/lexicon.h"
#include "dialect/path.h"

enum test_kind {
#define TEST(id, word, takes_length, meaning) TEST_##id,
#include "dialect/tests.def"
#undef TEST
    TEST_IS, /* text equal to `text` */
    TEST_STARTS,
    TEST_ENDS,
    TEST_CONTAINS,
    TEST_MATCHES,
    TEST_AT_LEAST, /* number */
    TEST_AT_MOST,
    TEST_NOT, /* the inner test fails */
    TEST_ANY, /* one of the inner tests holds */
};

struct test {
    enum test_kind kind;
    bool has_length;
    size_t least, most; /* length, if one is asked for */
    char *text;         /* owned */
    double number;
    struct pattern *pattern; /* owned */
    struct test *inner;      /* owned */
    size_t inner_count;
};

struct condition {
    struct path path;
    struct test test;
};

/* All of them hold. */
struct clause {
    struct condition *list; /* owned */
    size_t count;
};

/* A test without inner ones, from its word; false: *why says what is wrong. */
bool test_parse_word(const char *text, struct test *out, const char **why);
/* The words, for messages and the manual's check. */
extern const char *const test_words[];
extern const size_t test_word_count;

void test_done(struct test *t);
void clause_done(struct clause *c);

bool test_holds(const struct test *t, const struct value_found *v, const struct lexicon *l);
bool clause_holds(const struct clause *c, struct said *said, const struct lexicon *l);

/* The text at a value: a string's bytes, an HTTP text, or a number's digits written
 * into number[32]; len 0 where there is none. */
struct view value_text(const struct value_found *v, char *number);

#endif
