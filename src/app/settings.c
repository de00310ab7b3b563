/* SPDX-License-Identifier: Apache-2.0 */
#include "app/settings.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/units.h"
#include "base/text.h"
#include "config/doc.h"
#include "output/output.h"

#define YEAR_S      (366 * 86400)
#define SHOWN_MOST  60 /* bytes of the operator's text quoted in a message */
#define SNAP_MOST   262144
#define KEY_SIZE    64
#define OUTPUT_SIZE 32 /* a format's name */

static const char *const checksum_words[] = { "none", "all", NULL };
static const char *const color_words[] = { "auto", "always", "never", NULL };

#define AT(field) offsetof(struct settings, field)

/* The program's own keys come first: where one of them is the way to set a limit
 * of the library, the limit's row below is no key. */
/* clang-format off */
static const struct setting table[] = {
    { "signatures",      SETTING_TEXTS,   AT(signatures),       0, 0, "",     "files and folders of signatures; empty: the installed set", NULL },
    { "outputs",         SETTING_TEXTS,   AT(outputs),          0, 0, "table", "what is written where: FORMAT[:TARGET]", NULL },
    { "interfaces",      SETTING_TEXTS,   AT(interfaces),       0, 0, "",     "interfaces to capture from when neither -r nor -i is given", NULL },
    { "filter",          SETTING_TEXT,    AT(filter),           0, 0, "",     "a libpcap filter; it also means frames with up to two outer tags", NULL },
    { "snaplen",         SETTING_BYTES,   AT(snaplen),          0, SNAP_MOST, "0", "bytes of each frame that are looked at; 0: all", NULL },
    { "checksums",       SETTING_CHOICE,  AT(limits.checksums), 0, 0, "none", "whether packets with wrong IP or TCP checksums are dropped: all or none", checksum_words },
    { "capture.buffer",  SETTING_BYTES,   AT(capture_buffer),   65536, INT32_MAX, "64MiB", "bytes of the kernel's ring, for each interface", NULL },
    { "capture.timeout", SETTING_MILLISECONDS, AT(capture_timeout_ms), 1, 10000, "5ms", "time after which the kernel hands over a block that is not full", NULL },
    { "capture.promiscuous", SETTING_TRUTH, AT(promiscuous),    0, 0, "true", "whether interfaces take frames for other stations too", NULL },
    { "suppress",        SETTING_SECONDS, AT(suppress_s),       0, YEAR_S, "1h", "time in which the same alert is not written again; 0: each is written", NULL },
    { "suppress-max",    SETTING_COUNT,   AT(suppressed_most),  16, 16777216, "262144", "written alerts remembered for that", NULL },
    { "session-linger",  SETTING_SECONDS, AT(session_linger_s), 0, 86400, "60s", "time that a session without flows waits for its next one", NULL },
    { "session-max",     SETTING_COUNT,   AT(sessions_most),    16, 16777216, "65536", "sessions kept at once", NULL },
    { "accounts",        SETTING_TRUTH,   AT(accounts),         0, 0, "true", "whether `mining` records are written", NULL },
    { "show-passwords",  SETTING_TRUTH,   AT(show_passwords),   0, 0, "false", "whether passwords of HTTP Basic are written as they are", NULL },
    { "per-file",        SETTING_TRUTH,   AT(per_file),         0, 0, "false", "whether each capture file is a world of its own", NULL },
    { "geoip",           SETTING_TEXTS,   AT(geoip),            0, 0, "",     "MaxMind databases of countries and autonomous systems", NULL },
    { "host",            SETTING_TEXT,    AT(host),             0, 0, "auto", "name of the sensor in records; auto: this machine's; empty: none", NULL },
    { "stats-interval",  SETTING_SECONDS, AT(stats_interval_s), 0, 86400, "0", "time between `stats` records; 0: none", NULL },
    { "color",           SETTING_CHOICE,  AT(color),            0, 0, "auto", "whether the table is coloured: auto, always or never", color_words },
#define LIMIT(field, name, fallback, least, most, meaning) \
    { name, SETTING_COUNT, AT(limits.field), least, most, #fallback, meaning, NULL },
#include "base/limits.def"
#undef LIMIT
};
/* clang-format on */

#define TABLE_COUNT (sizeof table / sizeof *table)

/* Those whose limit is set by a key of its own above. */
static bool is_hidden(const struct setting *row)
{
    for (const struct setting *own = table; own < row; own++)
        if (own->offset == row->offset)
            return true;
    return false;
}

const struct setting *setting_at(size_t i)
{
    for (size_t at = 0; at < TABLE_COUNT; at++)
        if (!is_hidden(&table[at]) && i-- == 0)
            return &table[at];
    return NULL;
}

const struct setting *setting_find(const char *key)
{
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (strcmp(table[i].key, key) == 0 && !is_hidden(&table[i]))
            return &table[i];
    return NULL;
}

/* ---- one value -------------------------------------------------------------- */

/* What a limit counts is the first word of its meaning. */
static enum setting_kind kind_of(const struct setting *row)
{
    struct view meaning = view_of(row->meaning);
    if (row->kind != SETTING_COUNT)
        return row->kind;
    if (view_starts(meaning, "seconds "))
        return SETTING_SECONDS;
    if (view_starts(meaning, "milliseconds "))
        return SETTING_MILLISECONDS;
    return view_starts(meaning, "bytes ") ? SETTING_BYTES : SETTING_COUNT;
}

static bool parse_number(enum setting_kind kind, struct view text, uint64_t *out)
{
    switch (kind) {
    case SETTING_SECONDS:
        return duration_parse(text, UNIT_SECONDS, out);
    case SETTING_MILLISECONDS:
        return duration_parse(text, UNIT_MILLISECONDS, out);
    case SETTING_BYTES:
        return size_parse(text, out);
    default:
        return text_to_u64(text, 0, UINT64_MAX, out);
    }
}

static bool parse_truth(struct view text, bool *out)
{
    static const char *const words[] = { "false", "true", "no", "yes", "off", "on" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!text_is_nocase(text, words[i]))
            continue;
        *out = i % 2;
        return true;
    }
    return false;
}

static bool parse_choice(const struct setting *row, const char *text, uint64_t *out)
{
    for (size_t i = 0; row->words[i]; i++) {
        if (strcmp(row->words[i], text) != 0)
            continue;
        *out = i;
        return true;
    }
    return false;
}

/* "table" of "table, json". */
static bool is_format(struct view name)
{
    const char *all = output_formats();
    while (*all) {
        size_t len = strcspn(all, ", ");
        if (view_equal(name, (struct view){ (const uint8_t *)all, len }))
            return true;
        all += len + strspn(all + len, ", ");
    }
    return false;
}

/* Is one item of a list as it should be? Else *expected says what it is not. */
static bool check_item(const struct setting *row, const char *text, char *expected, size_t size)
{
    if (row->offset == AT(outputs)) {
        struct view name = { (const uint8_t *)text, strcspn(text, ":") };
        snprintf(expected, size, "FORMAT[:TARGET], with FORMAT one of %s", output_formats());
        return is_format(name);
    }
    snprintf(expected, size, "a text that is not empty");
    return text[0] != '\0';
}

static void describe(const struct setting *row, char *out, size_t size)
{
    static const char *const what[] = {
        [SETTING_COUNT] = "a number",
        [SETTING_SECONDS] = "seconds or a time such as 90s or 1h,",
        [SETTING_MILLISECONDS] = "milliseconds or a time such as 500ms or 5s,",
        [SETTING_BYTES] = "bytes or a size such as 64MiB,",
        [SETTING_TRUTH] = "true or false",
        [SETTING_TEXT] = "a text",
        [SETTING_TEXTS] = "a list of texts",
    };
    enum setting_kind kind = kind_of(row);
    if (kind == SETTING_CHOICE) {
        size_t len = 0;
        for (size_t i = 0; row->words[i] && len < size; i++)
            len +=
                (size_t)snprintf(out + len, size - len, "%s%s", i ? " or " : "", row->words[i]);
    } else if (kind <= SETTING_BYTES) {
        snprintf(out, size, "%s from %llu to %llu", what[kind], (unsigned long long)row->least,
                 (unsigned long long)row->most);
    } else {
        snprintf(out, size, "%s", what[kind]);
    }
}

static bool set_text(char **at, const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        return false;
    free(*at);
    *at = copy;
    return true;
}

/* Give a key that is no list its value. */
static bool apply(struct settings *s, const struct setting *row, const char *text)
{
    char *at = (char *)s + row->offset;
    uint64_t number;
    switch (row->kind) {
    case SETTING_TRUTH:
        return parse_truth(view_of(text), (bool *)at);
    case SETTING_CHOICE:
        return parse_choice(row, text, (uint64_t *)at);
    case SETTING_TEXT:
        return set_text((char **)at, text);
    default:
        if (!parse_number(kind_of(row), view_of(text), &number) || number < row->least ||
            number > row->most)
            return false;
        *(uint64_t *)at = number;
        return true;
    }
}

static struct texts *list_of(struct settings *s, const struct setting *row)
{
    return (struct texts *)((char *)s + row->offset);
}

/* ---- from the command line ---------------------------------------------------- */

/* A list's items with commas between; nothing is changed when one is wrong. */
static bool set_list(struct settings *s, const struct setting *row, const char *text,
                     char *expected, size_t size)
{
    struct texts fresh = { 0 };
    bool good = true;
    for (const char *at = text; good && *at;) {
        size_t len = strcspn(at, ",");
        good = texts_add(&fresh, (struct view){ (const uint8_t *)at, len }) &&
               check_item(row, fresh.at[fresh.count - 1], expected, size);
        at += len + (at[len] == ',');
    }
    struct texts *list = list_of(s, row);
    texts_done(good ? list : &fresh);
    if (good)
        *list = fresh;
    return good;
}

static bool add_item(struct settings *s, const struct setting *row, const char *text,
                     char *expected, size_t size)
{
    return check_item(row, text, expected, size) && texts_add(list_of(s, row), view_of(text));
}

bool settings_set(struct settings *s, const char *from, const char *key, const char *value,
                  bool more, struct errors *errors)
{
    struct view shown = utf8_head(view_of(value), SHOWN_MOST);
    const struct setting *row = setting_find(key);
    if (!row) {
        struct view k = utf8_head(view_of(key), SHOWN_MOST);
        errors_add(errors, NULL, 0, 0, "--%s: unknown key \"%.*s\"", from, (int)k.len,
                   (const char *)k.at);
        return false;
    }
    char expected[160];
    describe(row, expected, sizeof expected);
    bool good;
    if (row->kind != SETTING_TEXTS)
        good = apply(s, row, value);
    else if (more)
        good = add_item(s, row, value, expected, sizeof expected);
    else
        good = set_list(s, row, value, expected, sizeof expected);
    bool is_set = strcmp(from, "set") == 0;
    if (!good)
        errors_add(errors, NULL, 0, 0, "--%s%s%s: expected %s, not \"%.*s\"", from,
                   is_set ? " " : "", is_set ? key : "", expected, (int)shown.len,
                   (const char *)shown.at);
    return good;
}

/* ---- from a file -------------------------------------------------------------- */

static void refuse(const struct doc *d, const struct node *n, const struct setting *row,
                   const char *expected, struct errors *errors)
{
    struct view text = utf8_head(view_of(n->text), SHOWN_MOST);
    if (n->kind == NODE_MAPPING)
        node_error(d, n, errors, "%s: expected %s, not a mapping", row->key, expected);
    else if (n->kind == NODE_SEQUENCE)
        node_error(d, n, errors, "%s: expected %s, not a list", row->key, expected);
    else if (n->plain && !text.len)
        node_error(d, n, errors, "%s: expected %s, but there is no value", row->key, expected);
    else
        node_error(d, n, errors, "%s: expected %s, not \"%.*s\"", row->key, expected,
                   (int)text.len, (const char *)text.at);
}

static bool has_value(const struct node *n)
{
    return n->kind == NODE_SCALAR && !(n->plain && !n->text[0]);
}

static void read_list(struct settings *s, const struct doc *d, const struct node *n,
                      const struct setting *row, struct errors *errors)
{
    char expected[160];
    describe(row, expected, sizeof expected);
    if (n->kind != NODE_SEQUENCE) {
        refuse(d, n, row, expected, errors);
        return;
    }
    texts_done(list_of(s, row));
    for (size_t i = 0; i < n->count; i++) {
        snprintf(expected, sizeof expected, "a text");
        if (!has_value(n->items[i]) ||
            !add_item(s, row, n->items[i]->text, expected, sizeof expected))
            refuse(d, n->items[i], row, expected, errors);
    }
}

/* The value of a dotted key; the groups on the way are mappings, checked before. */
static struct node *find(struct node *root, const char *key)
{
    const char *dot = strchr(key, '.');
    if (!dot)
        return node_find(root, key);
    char group[KEY_SIZE];
    snprintf(group, sizeof group, "%.*s", (int)(dot - key), key);
    return node_find(node_find(root, group), dot + 1);
}

/* Is this the name of a group, "flow" of "flow.max"? */
static bool is_group(const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (strncmp(table[i].key, name, len) == 0 && table[i].key[len] == '.')
            return true;
    return false;
}

static void check_groups(const struct doc *d, struct errors *errors)
{
    const struct node *root = doc_root(d);
    for (size_t i = 0; i < root->count; i++) {
        struct pair *p = &root->pairs[i];
        if (!is_group(p->key->text))
            continue;
        p->used = true;
        if (node_is(d, p->value, NODE_MAPPING, errors))
            node_refuse_unknown(d, p->value, errors);
    }
    node_refuse_unknown(d, root, errors);
}

static void read_row(struct settings *s, const struct doc *d, const struct setting *row,
                     struct errors *errors)
{
    struct node *n = find(doc_root(d), row->key);
    if (!n)
        return;
    if (row->kind == SETTING_TEXTS) {
        read_list(s, d, n, row, errors);
        return;
    }
    char expected[160];
    describe(row, expected, sizeof expected);
    if (!has_value(n) || !apply(s, row, n->text))
        refuse(d, n, row, expected, errors);
}

static int by_place(const void *left, const void *right)
{
    const struct error *a = left, *b = right;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}

bool settings_read(struct settings *s, const char *path, struct errors *errors)
{
    size_t before = errors->count;
    struct doc *d = doc_read(path, errors);
    if (!d)
        return false;
    if (node_is(d, doc_root(d), NODE_MAPPING, errors)) {
        const struct setting *row;
        for (size_t i = 0; (row = setting_at(i)); i++)
            read_row(s, d, row, errors);
        check_groups(d, errors);
    }
    doc_free(d);
    /* The table's order is not the file's. */
    if (errors->count > before)
        qsort(errors->list + before, errors->count - before, sizeof *errors->list, by_place);
    return errors->count == before;
}

/* ---- life --------------------------------------------------------------------- */

bool settings_init(struct settings *s)
{
    struct errors errors = { 0 };
    const struct setting *row;
    *s = (struct settings){ .limits = limits_default() };
    for (size_t i = 0; (row = setting_at(i)); i++)
        settings_set(s, "default", row->key, row->fallback, false, &errors);
    bool good = errors.count == 0 && errors.left_out == 0;
    errors_done(&errors);
    return good;
}

void settings_done(struct settings *s)
{
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (table[i].kind == SETTING_TEXTS)
            texts_done(list_of(s, &table[i]));
    free(s->host);
    free(s->filter);
    *s = (struct settings){ 0 };
}
